// Maxima of 2×2 pixels of bfloat16, stride 2 and no padding, for processors with AVX-512.
//
// As MaxPooling.h, for images that are nhwc, the order that kernels of bfloat16 prefer; channels are a multiple of 16.
// Two bits a channel say where a maximum was, and both ways are bound by memory. A last odd row or column is left out,
// and has no gradient. Of equals the first counts, row by row; zeros of either sign are equal. What is not a number
// counts as beyond infinity of its sign.
#ifndef FOVEA_MAX_POOLING_BFLOAT16_H
#define FOVEA_MAX_POOLING_BFLOAT16_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t batch, channels;
  int64_t height, width;  // of the input
  int threads;
} fovea_bfloat16_pooling_shape;

// Whether this processor has what it takes.
int fovea_bfloat16_pooling_available(void);
// How many numbers `places` are.
size_t fovea_bfloat16_pooling_places_size(const fovea_bfloat16_pooling_shape *);
// Where each maximum was goes to `places`; NULL where no gradient follows.
void fovea_bfloat16_pooling_forward(const fovea_bfloat16_pooling_shape *, const uint16_t *source,
                                    uint16_t *destination, uint32_t *places);
// Writes all of `source_gradient`.
void fovea_bfloat16_pooling_backward(const fovea_bfloat16_pooling_shape *, const uint16_t *gradient,
                                     const uint32_t *places, uint16_t *source_gradient);

#endif
