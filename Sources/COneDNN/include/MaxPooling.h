// Maxima of 2×2 pixels, stride 2 and no padding, for processors with AVX2: what networks for images halve them with.
//
// oneDNN keeps the place of each maximum in a byte or more and reads it back value by value; here it is three bits,
// and both ways are bound by memory. Images are nChw8c: `planes` counts images times blocks of eight channels. A last
// odd row or column is left out, and has no gradient. Of equals the first counts, row by row.
#ifndef FOVEA_MAX_POOLING_H
#define FOVEA_MAX_POOLING_H

#include <stdint.h>

typedef struct {
  int64_t planes;
  int64_t height, width;  // of the input
  int threads;
} fovea_pooling_shape;

// Whether this processor has what it takes.
int fovea_pooling_available(void);
// Where each maximum was goes to `places`, a number for each eight of the output; NULL where no gradient follows.
void fovea_pooling_forward(const fovea_pooling_shape *, const float *source, float *destination, uint32_t *places);
// Writes all of `source_gradient`.
void fovea_pooling_backward(const fovea_pooling_shape *, const float *gradient, const uint32_t *places,
                            float *source_gradient);

#endif
