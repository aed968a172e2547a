// Gray and RGB of a TIFF, sample by sample: linear from 0 … 2ⁿ − 1 to 0 … 255, rounded, for every depth n.
#include <stdlib.h>
#include <string.h>

#include "TIFF+Internal.h"

// One row of samples, of which some go to one channel of the picture.
typedef struct {
  const uint8_t *bytes;
  uint32_t first, step;  // places of the samples within the row
  uint16_t bits;
  int is_inverted;
} sample_row;

// The sample at `place`; those of less than 8 bits and between 9 and 15 are packed from the highest bit down.
static inline uint32_t sample_at(const sample_row *row, size_t place) {
  if (row->bits == 16) {
    uint16_t value;
    memcpy(&value, row->bytes + 2 * place, 2);
    return value;
  }
  size_t bit = place * row->bits;
  uint32_t value = 0;
  for (uint32_t left = row->bits; left > 0;) {
    uint32_t offset = bit % 8, count = 8 - offset < left ? 8 - offset : left;
    value = value << count | ((row->bytes[bit / 8] >> (8 - offset - count)) & ((1u << count) - 1));
    bit += count;
    left -= count;
  }
  return value;
}

static void copy_samples(const sample_row *row, uint32_t count, uint8_t *to, uint32_t channels) {
  uint8_t mask = row->is_inverted ? 255 : 0;
  uint32_t most = (1u << row->bits) - 1;
  for (uint32_t x = 0; x < count; x++, to += channels) {
    size_t place = (size_t)x * row->step + row->first;
    uint32_t value = row->bits == 8    ? row->bytes[place]
                     : row->bits == 16 ? (sample_at(row, place) * 255u + 32895u) >> 16  // v / 257, rounded, as libpng
                                       : (sample_at(row, place) * 255u + most / 2) / most;
    *to = (uint8_t)value ^ mask;
  }
}

// Copies a row of the file, of one plane or of all, to the channels of `to`.
static void copy_row(const tiff_layout *layout, const uint8_t *bytes, uint32_t plane, uint32_t count, uint8_t *to,
                     uint32_t channels) {
  int is_white_zero = layout->photometric == TIFF_WHITE_IS_ZERO;
  sample_row row = {.bytes = bytes, .bits = layout->bits};
  for (uint32_t channel = layout->is_separate ? plane : 0; channel < (layout->is_separate ? plane + 1 : channels);
       channel++) {
    row.first = layout->is_separate ? 0 : channel;
    row.step = layout->is_separate ? 1 : layout->samples;
    row.is_inverted = is_white_zero && channel < layout->colors;
    copy_samples(&row, count, to + channel, channels);
  }
}

static uint64_t packed_bytes(const tiff_layout *layout, uint32_t width) {
  uint64_t samples = layout->is_separate ? 1 : layout->samples;
  return ((uint64_t)width * samples * layout->bits + 7) / 8;
}

static int read_rows(tiff_source *source, const tiff_layout *layout, uint32_t channels, uint8_t *row,
                     fovea_image *image) {
  size_t stride = (size_t)image->width * channels;
  for (uint32_t plane = 0; plane < (layout->is_separate ? channels : 1); plane++) {
    for (uint32_t y = 0; y < image->height; y++) {
      unsigned errors = source->errors;
      int is_read = source->library->read_row(source->file, row, y, (uint16_t)plane) == 1;
      // Some decoders go on behind what they could not read, and do not say where that ends.
      if (!is_read || source->errors > errors) fovea_tiff_damage(source, is_read ? image->height : y, image);
      if (!is_read) break;
      copy_row(layout, row, plane, image->width, image->pixels + stride * y, channels);
    }
  }
  return FOVEA_CODEC_OK;
}

static int read_tiles(tiff_source *source, const tiff_layout *layout, uint32_t channels, uint8_t *tile, size_t tile_row,
                      fovea_image *image) {
  size_t stride = (size_t)image->width * channels;
  for (uint32_t plane = 0; plane < (layout->is_separate ? channels : 1); plane++) {
    for (uint64_t top = 0; top < image->height; top += layout->tile_height) {
      for (uint64_t left = 0; left < image->width; left += layout->tile_width) {
        unsigned errors = source->errors;
        int is_read = source->library->read_tile(source->file, tile, (uint32_t)left, (uint32_t)top, 0, (uint16_t)plane) >= 0;
        if (!is_read || source->errors > errors) {
          fovea_tiff_damage(source, is_read ? image->height : (uint32_t)top, image);
        }
        if (!is_read) continue;
        uint32_t width = image->width - (uint32_t)left < layout->tile_width ? image->width - (uint32_t)left : layout->tile_width;
        for (uint32_t y = 0; y < layout->tile_height && top + y < image->height; y++) {
          copy_row(layout, tile + tile_row * y, plane, width, image->pixels + stride * (top + y) + left * channels, channels);
        }
      }
    }
  }
  return FOVEA_CODEC_OK;
}

int fovea_tiff_read_samples(tiff_source *source, const tiff_layout *layout, fovea_image *image,
                            fovea_codec_error *error) {
  const tiff_library *tiff = source->library;
  uint32_t channels = layout->colors + (uint32_t)layout->has_alpha;
  uint64_t bytes, row;
  if (layout->is_tiled) {
    row = tiff->tile_row_bytes(source->file);
    bytes = tiff->tile_bytes(source->file);
    uint64_t pixels = (uint64_t)layout->tile_width * layout->tile_height;
    if (pixels == 0 || pixels > layout->tile_limit || row < packed_bytes(layout, layout->tile_width) ||
        bytes / layout->tile_height < row) {
      return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the size of its tiles makes no sense");
    }
  } else {
    row = bytes = tiff->row_bytes(source->file);
    if (row < packed_bytes(layout, image->width)) {
      return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the size of its rows makes no sense");
    }
  }
  uint8_t *buffer = calloc(bytes, 1);
  if (!buffer) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  int code = layout->is_tiled ? read_tiles(source, layout, channels, buffer, row, image)
                              : read_rows(source, layout, channels, buffer, image);
  free(buffer);
  return code;
}
