// Our own loops over pixels: resampling, warping, colours, and the search for hashes that are near.
//
// None of them allocates memory or can fail.
#ifndef FOVEA_PIXEL_LOOPS_H
#define FOVEA_PIXEL_LOOPS_H

#include <stddef.h>
#include <stdint.h>

// How the pixels of one axis are made: target i is the sum of `counts[i]` source pixels from `firsts[i]` on, each
// times its weight, divided by 2^precision and rounded.
typedef struct {
  const int32_t *firsts;
  const int32_t *counts;
  const int16_t *weights;  // `stride` for each target, a multiple of 16, zeros behind the last
  uint32_t stride;
  uint32_t count;          // of targets
  int precision;
} fovea_resampling;

// Makes `rows` shorter or longer: interleaved pixels of 1 or 3 channels, `stride` bytes from row to row, to rows of
// `axis->count` pixels without gaps. Bytes up to `end` may be read.
void fovea_resample_rows(const uint8_t *source, size_t stride, uint32_t rows, uint32_t channels,
                         const uint8_t *end, const fovea_resampling *axis, uint8_t *target);

// Makes fewer or more rows of `row_bytes` bytes each.
void fovea_resample_columns(const uint8_t *source, size_t stride, size_t row_bytes, const fovea_resampling *axis,
                            uint8_t *target);

// Where a target pixel lies on an axis: between source pixel `first` and the next, which weighs `weight` of 256. The last
// pixel has no next one and counts for both.
typedef struct {
  uint32_t first;
  uint32_t weight;
} fovea_tap;

// Moves and enlarges a picture of 1 or 3 interleaved channels along its axes to another of the same size. `lines` is
// room for 2 · (width · channels + 2) numbers.
void fovea_interpolate(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels,
                       const fovea_tap *columns, const fovea_tap *rows, int16_t *lines, uint8_t *target);

// Moves a picture of 1 or 3 interleaved channels along any direction to another of the same size: the target pixel at
// (x, y) from the middle comes from (m0·x + m1·y + m2, m3·x + m4·y + m5) from the middle; outside the edge is taken.
void fovea_warp(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels, const float *map,
                uint8_t *target);

// Replaces `count` RGB pixels by matrix · (red, green, blue, 1), three rows of four, clamped to 0…255 and cut.
void fovea_recolor(uint8_t *pixels, size_t count, const float *matrix);

// The sums of the channels of `count` RGB pixels.
void fovea_channel_sums(const uint8_t *pixels, size_t count, uint64_t *sums);

// The side of the pictures that are laid on each other.
#define FOVEA_ALIGNMENT_SIDE 32

// How much two pictures differ when they lie on each other as well as they can: 0 for equal ones, 1 and more for
// unrelated ones, infinity where that is surely more than `limit`. Each is 32 x 32 levels and behind them 16 x 16.
float fovea_aligned_difference(const float *first, const float *second, float limit);

// A thumbnail as fovea_aligned_difference takes it, smoothed by weights of 1, 2, 1 both ways: 32 x 32 levels, mirrored or
// not, and behind them 16 x 16, which are means of two by two and smoothed again.
void fovea_aligned_levels(const uint8_t *thumbnail, int is_mirrored, float *levels);

// How many frequencies a shape has across, and as many down.
#define FOVEA_SHAPE_ACROSS 8

// The lowest frequencies of 32 x 32 levels. `columns` and `rows` have for each place of a row and of a column its weight in
// each frequency.
void fovea_lowest_frequencies(const uint8_t *levels, const float *columns, const float *rows, float *result);

// The sum of products of `count` numbers, a multiple of 8.
float fovea_dot(const float *first, const float *second, int count);

// Squares of the distances of `query` to `count` of the vectors, whose dimension is a multiple of 8.
void fovea_square_distances(const float *vectors, int dimension, const int32_t *indices, size_t count,
                            const float *query, float *result);

#endif
