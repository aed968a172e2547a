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

// Opens the first of `names`, a list that ends with NULL; NULL and the system's words in `reason` where none opens.
void *fovea_open_library(const char *const *names, char *reason, size_t size);

// A function of a library that was opened.
typedef struct {
  const char *name;
  void *place;      // where its address goes: a pointer to a pointer to a function
  int is_optional;  // whether older versions lack it
} fovea_symbol;

// Looks up every function of a list that ends with a NULL name; 0 and the missing one in `reason` where one is not there.
int fovea_find_symbols(void *library, const fovea_symbol *symbols, char *reason, size_t size);

#endif
