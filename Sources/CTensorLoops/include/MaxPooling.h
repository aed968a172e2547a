// Maxima of 2×2 pixels, stride 2 and no padding, for processors with AVX2 or AVX-512: what networks for images halve
// them with.
//
// oneDNN keeps the place of each maximum in a byte or more and reads it back value by value; here it is three bits,
// and both ways are bound by memory. Images are in blocks of as many channels as a vector has numbers of single
// precision: nChw8c with AVX2, nChw16c with AVX-512. `planes` counts images times blocks of
// channels. A last odd row or column is left out, and has no gradient. Of equals the first counts, row by row.
#ifndef FOVEA_MAX_POOLING_H
#define FOVEA_MAX_POOLING_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t planes;
  int64_t height, width;  // of the input
  int threads;
  int block;  // channels in a block, 8 or 16
} fovea_pooling_shape;

// Whether this processor has what blocks of so many channels take.
int fovea_pooling_available(int block);
// Bytes of the places of the maxima, which start at a multiple of four.
size_t fovea_pooling_places_size(const fovea_pooling_shape *);
// Where each maximum was goes to `places`; NULL where no gradient follows.
void fovea_pooling_forward(const fovea_pooling_shape *, const float *source, float *destination, void *places);
// Writes all of `source_gradient`.
void fovea_pooling_backward(const fovea_pooling_shape *, const float *gradient, const void *places,
                            float *source_gradient);

#endif
