// What the passes of Winograd.h share: sizes, the transforms of lines, and products of matrices.
#ifndef FOVEA_WINOGRAD_INTERNAL_H
#define FOVEA_WINOGRAD_INTERNAL_H

#include "COneDNN.h"
#include "Winograd.h"

// `ahead` is how many tiles before their use numbers are asked for.
enum { tile = 6, step = 4, points = tile * tile, ahead = 3 };

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static inline int64_t output_height(const fovea_winograd_shape *s) { return s->height + s->padding[0] + s->padding[2] - 2; }
static inline int64_t output_width(const fovea_winograd_shape *s) { return s->width + s->padding[1] + s->padding[3] - 2; }
static inline int64_t tiles_down(const fovea_winograd_shape *s) { return (output_height(s) + step - 1) / step; }
static inline int64_t tiles_across(const fovea_winograd_shape *s) { return (output_width(s) + step - 1) / step; }
static inline int64_t tile_count(const fovea_winograd_shape *s) { return s->batch * tiles_down(s) * tiles_across(s); }
static inline int64_t padded(int64_t channels) { return (channels + 15) / 16 * 16; }

// Tiles in a block: transformed input and products within half a mebibyte where channels are few, and never so few
// tiles that the weights are read more often than they are used. Multiples of the six rows of the product kernel.
static inline int64_t block_size(const fovea_winograd_shape *s) {
  int64_t bytes = points * (s->inputs + padded(s->outputs)) * (int64_t)sizeof(float);
  int64_t tiles = most(24, (384 << 10) / bytes / 6 * 6);
  // Every thread should get something to do.
  int64_t share = (tile_count(s) + s->threads - 1) / s->threads;
  return most(6, least(tiles, (share + 5) / 6 * 6));
}

static inline int64_t block_scratch(const fovea_winograd_shape *s) {
  return points * block_size(s) * (s->inputs + padded(s->outputs));
}

static inline int64_t products_size(const fovea_winograd_shape *s) { return points * s->inputs * padded(s->outputs); }

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX2

// Bᵀ applied to six vectors.
INLINE void input_line(__m256 *d) {
  const __m256 two = _mm256_set1_ps(2), four = _mm256_set1_ps(4), five = _mm256_set1_ps(5);
  __m256 a = _mm256_fnmadd_ps(four, d[2], d[4]);  // d4 − 4 d2
  __m256 b = _mm256_fnmadd_ps(four, d[1], d[3]);  // d3 − 4 d1
  __m256 c = _mm256_sub_ps(d[4], d[2]);
  __m256 e = _mm256_mul_ps(two, _mm256_sub_ps(d[3], d[1]));
  __m256 first = _mm256_fmadd_ps(four, d[0], _mm256_fnmadd_ps(five, d[2], d[4]));
  __m256 last = _mm256_fmadd_ps(four, d[1], _mm256_fnmadd_ps(five, d[3], d[5]));
  d[0] = first;
  d[1] = _mm256_add_ps(a, b);
  d[2] = _mm256_sub_ps(a, b);
  d[3] = _mm256_add_ps(c, e);
  d[4] = _mm256_sub_ps(c, e);
  d[5] = last;
}

typedef struct {
  const fovea_winograd_shape *shape;
  const float *source, *transformed, *gradient;
  const fovea_winograd_finish *finish;
  float *destination, *scratch;
  int64_t block, blocks;
} pass;

// Where tile `index` of all tiles begins in the output.
typedef struct {
  int64_t image, row, column;
} place;

static inline place place_of(const fovea_winograd_shape *s, int64_t index) {
  int64_t across = tiles_across(s), in_image = across * tiles_down(s);
  place p = {index / in_image, index % in_image / across * step, index % across * step};
  return p;
}

// Asks the caches for four columns of the rows from `top` to `bottom`, which a tile to come will read: a large batch comes
// from memory, whose delay would otherwise be most of a transform's time. Four columns are two lines of the cache, and
// tiles lie side by side, so that no more are new in each.
INLINE void prefetch_rows(const float *planes, int64_t groups, int64_t height, int64_t width, int64_t top, int64_t bottom,
                          int64_t left) {
  top = most(0, top), bottom = least(height, bottom), left = least(width - 1, left);
  for (int64_t c = 0; c < groups; c++)
    for (int64_t y = top; y < bottom; y++) {
      const float *line = planes + ((c * height + y) * width + left) * 8;
      _mm_prefetch((const char *)line, _MM_HINT_T0);
      _mm_prefetch((const char *)(line + 16), _MM_HINT_T0);
    }
}

// V[p][t][c] = (Bᵀ d B)[p] of the tiles from `first` on.
INLINE void transform_input(const fovea_winograd_shape *s, const float *source, int64_t first, int64_t count,
                                 int64_t stride, float *v) {
  int64_t plane = s->height * s->width * 8;
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t top = at.row - s->padding[0], left = at.column - s->padding[1];
    if (t + ahead < count) {
      place next = place_of(s, first + t + ahead);
      prefetch_rows(source + next.image * (s->inputs / 8) * plane, s->inputs / 8, s->height, s->width,
                    next.row - s->padding[0], next.row - s->padding[0] + tile, next.column - s->padding[1] + 2);
    }
    int inside = top >= 0 && left >= 0 && top + tile <= s->height && left + tile <= s->width;
    for (int64_t c = 0; c < s->inputs; c += 8) {
      const float *image = source + (at.image * (s->inputs / 8) + c / 8) * plane;
      __m256 d[tile][tile];
      for (int i = 0; i < tile; i++) {
        int64_t y = top + i;
        if (inside) {
          for (int j = 0; j < tile; j++) d[i][j] = _mm256_loadu_ps(image + (y * s->width + left + j) * 8);
        } else {
          int is_row = y >= 0 && y < s->height;
          for (int j = 0; j < tile; j++) {
            int64_t x = left + j;
            d[i][j] = is_row && x >= 0 && x < s->width ? _mm256_loadu_ps(image + (y * s->width + x) * 8)
                                                       : _mm256_setzero_ps();
          }
        }
        input_line(d[i]);
      }
      float *to = v + t * s->inputs + c;
      for (int j = 0; j < tile; j++) {
        __m256 column[tile];
        for (int i = 0; i < tile; i++) column[i] = d[i][j];
        input_line(column);
        for (int i = 0; i < tile; i++) _mm256_storeu_ps(to + (i * tile + j) * stride * s->inputs, column[i]);
      }
    }
  }
}

// rows × 16 products of rows of `a` (apart by `a_row`, elements apart by `a_step`) with columns of `b`.
#define PRODUCT(ROWS)                                                                                          \
  static inline AVX2 void product_##ROWS(const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step, \
                                  int64_t depth, float *c, int64_t c_row, int adds) {                          \
    __m256 sums[ROWS][2];                                                                                      \
    for (int r = 0; r < ROWS; r++) {                                                                           \
      sums[r][0] = adds ? _mm256_loadu_ps(c + r * c_row) : _mm256_setzero_ps();                                \
      sums[r][1] = adds ? _mm256_loadu_ps(c + r * c_row + 8) : _mm256_setzero_ps();                            \
    }                                                                                                          \
    for (int64_t k = 0; k < depth; k++) {                                                                      \
      __m256 left = _mm256_loadu_ps(b), right = _mm256_loadu_ps(b + 8);                                        \
      for (int r = 0; r < ROWS; r++) {                                                                         \
        __m256 value = _mm256_broadcast_ss(a + r * a_row);                                                     \
        sums[r][0] = _mm256_fmadd_ps(value, left, sums[r][0]);                                                 \
        sums[r][1] = _mm256_fmadd_ps(value, right, sums[r][1]);                                                \
      }                                                                                                        \
      a += a_step;                                                                                             \
      b += b_step;                                                                                             \
    }                                                                                                          \
    for (int r = 0; r < ROWS; r++) {                                                                           \
      _mm256_storeu_ps(c + r * c_row, sums[r][0]);                                                             \
      _mm256_storeu_ps(c + r * c_row + 8, sums[r][1]);                                                         \
    }                                                                                                          \
  }
PRODUCT(6)
PRODUCT(4)
PRODUCT(2)
PRODUCT(1)

static inline AVX2 void product(int64_t rows, const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step,
                         int64_t depth, float *c, int64_t c_row, int adds) {
  while (rows > 0) {
    int64_t taken = rows >= 6 ? 6 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    switch (taken) {
      case 6: product_6(a, a_row, a_step, b, b_step, depth, c, c_row, adds); break;
      case 4: product_4(a, a_row, a_step, b, b_step, depth, c, c_row, adds); break;
      case 2: product_2(a, a_row, a_step, b, b_step, depth, c, c_row, adds); break;
      default: product_1(a, a_row, a_step, b, b_step, depth, c, c_row, adds);
    }
    rows -= taken;
    a += taken * a_row;
    c += taken * c_row;
  }
}

#endif
#endif
