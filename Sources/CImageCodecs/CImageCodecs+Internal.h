#ifndef FOVEA_CImageCodecs_INTERNAL_H
#define FOVEA_CImageCodecs_INTERNAL_H

#include <stdio.h>

#include "CImageCodecs.h"

// Fills the error and returns its code: the one way in which a codec fails.
static inline int fovea_fail(fovea_codec_error *error, int code, const char *message) {
  error->code = code;
  snprintf(error->message, sizeof error->message, "%s", message);
  return code;
}

// Checks a size from a header against the limit, before anything of that size is allocated.
int fovea_check_size(uint32_t width, uint32_t height, fovea_size_limits limits, fovea_codec_error *error);

// Composites rows of gray+alpha (2) or RGBA (4) over white in place; returns the number of channels left.
//   c' = (c·a + 255·(255 − a)) / 255, rounded
uint32_t fovea_composite(uint8_t *pixels, size_t count, uint32_t channels);

#endif
