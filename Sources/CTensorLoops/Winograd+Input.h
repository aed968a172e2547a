// The transform of the input, which the forward pass and the weights' gradient share, over the vectors of Vectors.h.
#ifndef FOVEA_WINOGRAD_INPUT_H
#define FOVEA_WINOGRAD_INPUT_H

#include "Vectors.h"
#include "Winograd+Internal.h"

// Bᵀ applied to six vectors.
INLINE void input_line(vector *d) {
  const vector two = V(set1)(2), four = V(set1)(4), five = V(set1)(5);
  vector a = V(fnmadd)(four, d[2], d[4]);  // d4 − 4 d2
  vector b = V(fnmadd)(four, d[1], d[3]);  // d3 − 4 d1
  vector c = V(sub)(d[4], d[2]);
  vector e = V(mul)(two, V(sub)(d[3], d[1]));
  vector first = V(fmadd)(four, d[0], V(fnmadd)(five, d[2], d[4]));
  vector last = V(fmadd)(four, d[1], V(fnmadd)(five, d[3], d[5]));
  d[0] = first;
  d[1] = V(add)(a, b);
  d[2] = V(sub)(a, b);
  d[3] = V(add)(c, e);
  d[4] = V(sub)(c, e);
  d[5] = last;
}

// Where tile `index` of all tiles begins in the output.
typedef struct {
  int64_t image, row, column;
} place;

static inline place place_of(const fovea_winograd_shape *s, int64_t index) {
  int64_t across = tiles_across(s), in_image = across * tiles_down(s);
  place p = {index / in_image, index % in_image / across * step, index % across * step};
  return p;
}

// Asks the caches for four columns of the rows from `top` to `bottom`, which a tile to come will read or write: a large
// batch comes from memory, whose delay would otherwise be most of a transform's time. Tiles lie side by side, so that
// no more columns than that are new in each.
INLINE void prefetch_rows(const float *planes, int64_t groups, int64_t height, int64_t width, int64_t top,
                          int64_t bottom, int64_t left) {
  top = most(0, top), bottom = least(height, bottom), left = least(width - 1, left);
  for (int64_t c = 0; c < groups; c++)
    for (int64_t y = top; y < bottom; y++) {
      const float *columns = planes + ((c * height + y) * width + left) * WIDTH;
#pragma clang loop unroll(full)
      for (int i = 0; i < step * WIDTH; i += line) _mm_prefetch((const char *)(columns + i), _MM_HINT_T0);
    }
}

// V[p][t][c] = (Bᵀ d B)[p] of the tiles from `first` on, and of the inputs from `begin` on that lie together.
INLINE void transform_group(const fovea_winograd_shape *s, const float *source, int64_t first, int64_t count,
                            int64_t begin, const winograd_division *divided, float *v) {
  int64_t plane = s->height * s->width * WIDTH, matrix = divided->input_matrix;
  const int64_t together = WIDTH == 16 ? WIDTH : group(s);
  source += begin / WIDTH * plane;
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t top = at.row - s->padding[0], left = at.column - s->padding[1];
    if (t + ahead < count) {
      place next = place_of(s, first + t + ahead);
      prefetch_rows(source + next.image * (s->inputs / WIDTH) * plane, together / WIDTH, s->height, s->width,
                    next.row - s->padding[0], next.row - s->padding[0] + tile, next.column - s->padding[1] + 2);
    }
    int inside = top >= 0 && left >= 0 && top + tile <= s->height && left + tile <= s->width;
    for (int64_t c = 0; c < together; c += WIDTH) {
      const float *image = source + (at.image * (s->inputs / WIDTH) + c / WIDTH) * plane;
      vector d[tile][tile];
      for (int i = 0; i < tile; i++) {
        int64_t y = top + i;
        if (inside) {
          for (int j = 0; j < tile; j++) d[i][j] = V(loadu)(image + (y * s->width + left + j) * WIDTH);
        } else {
          int is_row = y >= 0 && y < s->height;
          for (int j = 0; j < tile; j++) {
            int64_t x = left + j;
            d[i][j] = is_row && x >= 0 && x < s->width ? V(loadu)(image + (y * s->width + x) * WIDTH) : V(setzero)();
          }
        }
        input_line(d[i]);
      }
      float *to = v + begin * divided->block + t * together + c;
      for (int j = 0; j < tile; j++) {
        vector column[tile];
        for (int i = 0; i < tile; i++) column[i] = d[i][j];
        input_line(column);
        for (int i = 0; i < tile; i++) V(storeu)(to + (i * tile + j) * matrix, column[i]);
      }
    }
  }
}

// All inputs, one group after the other: what is read and written at a time stays in the nearest cache.
INLINE void transform_input(const fovea_winograd_shape *s, const float *source, int64_t first, int64_t count,
                            const winograd_division *divided, float *v) {
  for (int64_t c = 0; c < s->inputs; c += group(s)) transform_group(s, source, first, count, c, divided, v);
}

#endif
