#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

int fovea_check_size(uint32_t width, uint32_t height, fovea_size_limits limits, fovea_codec_error *error) {
  error->width = width;
  error->height = height;
  if (width == 0 || height == 0) return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the header claims no pixels");
  if (width > limits.side || height > limits.side) {
    return fovea_fail(error, FOVEA_CODEC_TOO_LONG, "a longer side than the limit");
  }
  if ((uint64_t)width * height > limits.pixels) {
    return fovea_fail(error, FOVEA_CODEC_TOO_LARGE, "more pixels than the limit");
  }
  return FOVEA_CODEC_OK;
}

uint32_t fovea_composite(uint8_t *pixels, size_t count, uint32_t channels) {
  uint32_t colors = channels - 1;
  uint8_t *to = pixels;
  for (const uint8_t *from = pixels; count > 0; count--, from += channels) {
    uint32_t alpha = from[colors];
    for (uint32_t c = 0; c < colors; c++) *to++ = (uint8_t)((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  return colors;
}

void fovea_image_free(fovea_image *image) {
  free(image->pixels);
  image->pixels = NULL;
}

void fovea_bytes_free(uint8_t *bytes) { free(bytes); }
