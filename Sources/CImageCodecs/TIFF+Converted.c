// Palettes, YCbCr, CMYK and other colours of a TIFF, as libtiff converts them to RGB: strip by strip or tile by tile.
#include <stdlib.h>
#include <string.h>

#include "TIFF+Internal.h"

// A pixel of libtiff has red in its lowest byte and alpha, by which its colours are multiplied, in the highest.
static void copy_pixels(const uint32_t *from, uint32_t count, uint8_t *to) {
  for (uint32_t x = 0; x < count; x++) {
    uint32_t rest = 255 - (from[x] >> 24);
    for (int c = 0; c < 3; c++) {
      uint32_t value = (from[x] >> (8 * c) & 255) + rest;
      *to++ = (uint8_t)(value > 255 ? 255 : value);
    }
  }
}

int fovea_tiff_read_converted(tiff_source *source, const tiff_layout *layout, fovea_image *image,
                              fovea_codec_error *error) {
  const tiff_library *tiff = source->library;
  char reason[1024] = "";
  if (!tiff->can_convert(source->file, reason)) return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, reason);
  // Rows and columns stay as they are stored: the picture is turned by whoever asked for it.
  tiff->set(source->file, TIFF_ORIENTATION, 1);
  uint32_t width = image->width, height = image->height, rows = height;
  if (layout->is_tiled) {
    width = layout->tile_width;
    rows = layout->tile_height;
  } else {
    tiff->get_or_default(source->file, TIFF_ROWS_PER_STRIP, &rows);
    if (rows > height) rows = height;
  }
  if (width == 0 || rows == 0 || (layout->is_tiled && (uint64_t)width * rows > layout->tile_limit)) {
    return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the size of its strips or tiles makes no sense");
  }
  uint32_t *pixels = malloc((size_t)width * rows * sizeof *pixels);
  if (!pixels) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  for (uint64_t top = 0; top < height; top += rows) {
    uint32_t count = height - top < rows ? (uint32_t)(height - top) : rows;
    for (uint64_t left = 0; left < image->width; left += width) {
      unsigned errors = source->errors;
      int is_read = layout->is_tiled ? tiff->convert_tile(source->file, (uint32_t)left, (uint32_t)top, pixels, 1)
                                     : tiff->convert_strip(source->file, (uint32_t)top, pixels, 1);
      if (!is_read || source->errors > errors) fovea_tiff_damage(source, is_read ? height : (uint32_t)top, image);
      if (!is_read) continue;
      // Both come with their last row first; a tile at the lower edge keeps its whole height.
      uint32_t last = layout->is_tiled ? rows - 1 : count - 1;
      uint32_t columns = image->width - left < width ? (uint32_t)(image->width - left) : width;
      for (uint32_t y = 0; y < count; y++) {
        copy_pixels(pixels + (size_t)(last - y) * width, columns,
                    image->pixels + ((size_t)(top + y) * image->width + left) * 3);
      }
    }
  }
  free(pixels);
  return FOVEA_CODEC_OK;
}
