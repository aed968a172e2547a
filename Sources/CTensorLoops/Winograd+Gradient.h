// The gradient of the weights, over the vectors of Vectors.h: each block of tiles adds its products to those of its
// team, and the sums are transformed back at the end.
#include <string.h>

#include "Vectors.h"
#include "Winograd+Input.h"
#include "Winograd+Products.h"

// A applied to four vectors, to six.
INLINE void gradient_line(const vector *y, vector *m) {
  const vector two = V(set1)(2), four = V(set1)(4), eight = V(set1)(8);
  vector a = V(add)(y[0], y[2]), b = V(add)(y[1], y[3]);
  vector c = V(fmadd)(four, y[2], y[0]);
  vector d = V(fmadd)(eight, y[3], V(mul)(two, y[1]));
  m[0] = y[0];
  m[1] = V(add)(a, b);
  m[2] = V(sub)(a, b);
  m[3] = V(add)(c, d);
  m[4] = V(sub)(c, d);
  m[5] = y[3];
}

// Gᵀ applied to six vectors, to three.
INLINE void weight_gradient_line(const vector *m, vector *g) {
  const vector sixth = V(set1)(-1.0f / 6), twelfth = V(set1)(1.0f / 12);
  vector a = V(mul)(sixth, V(add)(m[1], m[2])), b = V(mul)(sixth, V(sub)(m[1], m[2]));
  vector c = V(add)(m[3], m[4]), d = V(sub)(m[3], m[4]);
  g[0] = V(fmadd)(V(set1)(0.25f), m[0], V(fmadd)(V(set1)(1.0f / 24), c, a));
  g[1] = V(fmadd)(twelfth, d, b);
  g[2] = V(add)(m[5], V(fmadd)(V(set1)(1.0f / 6), c, a));
}

// W[p][t][o] = (A dy Aᵀ)[p] of the outputs from `begin` to `end`, a panel; adds dy to the bias's gradient on the way.
TARGET static void transform_gradient(const winograd_pass *all, int64_t first, int64_t count, int64_t begin,
                                      int64_t end, float *w, float *bias) {
  const fovea_winograd_shape *s = all->shape;
  const float *gradient = all->gradient;
  int64_t height = output_height(s), width = output_width(s);
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t down = least(step, height - at.row), across = least(step, width - at.column);
    if (t + ahead < count) {
      place next = place_of(s, first + t + ahead);
      prefetch_rows(gradient + (next.image * s->outputs + begin) * height * width, (end - begin) / WIDTH, height, width,
                    next.row, next.row + step, next.column);
    }
    for (int64_t c = begin; c < end; c += WIDTH) {
      vector half[tile][step], sum = V(setzero)();
      const float *image =
          gradient + (((at.image * (s->outputs / WIDTH) + c / WIDTH) * height + at.row) * width + at.column) * WIDTH;
      for (int j = 0; j < step; j++) {
        vector y[step], m[tile];
        for (int i = 0; i < step; i++) {
          y[i] = i < down && j < across ? V(loadu)(image + (i * width + j) * WIDTH) : V(setzero)();
          sum = V(add)(sum, y[i]);
        }
        gradient_line(y, m);
        for (int i = 0; i < tile; i++) half[i][j] = m[i];
      }
      V(storeu)(bias + c, V(add)(V(loadu)(bias + c), sum));
      float *to = w + t * (end - begin) + c - begin;
      for (int i = 0; i < tile; i++) {
        vector m[tile];
        gradient_line(half[i], m);
        for (int j = 0; j < tile; j++) V(storeu)(to + (i * tile + j) * all->division.output_matrix, m[j]);
      }
    }
  }
}

TARGET static void gradient_thread(void *context, int thread) {
  const winograd_pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  const winograd_division *d = &all->division;
  int64_t tiles = tile_count(s), matrix = weights_matrix(s), together = group(s), part = thread / d->teams;
  int64_t begin = part_begin(s, d, part), end = part_begin(s, d, part + 1);
  float *sums = all->scratch + thread % d->teams * team_sums(s), *bias = sums + points * matrix;
  float *v = all->scratch + d->teams * team_sums(s) + thread * block_scratch(d), *w = v + points * d->input_matrix;
  // The first block writes the sums, where there is one.
  int has_none = thread % d->teams >= d->blocks;
  for (int p = 0; p < points && has_none; p++)
    memset(sums + p * matrix + begin * s->inputs, 0, (size_t)((end - begin) * s->inputs) * sizeof(float));
  memset(bias + begin, 0, (size_t)(end - begin) * sizeof(float));
  for (int64_t block = thread % d->teams; block < d->blocks; block += d->teams) {
    int64_t first = block * d->block, count = least(d->block, tiles - first);
    transform_input(s, all->source, first, count, d, v);
    for (int64_t o = begin; o < end; o += panel(s))
      transform_gradient(all, first, count, o, o + panel_width(s, o), w + (o - begin) * d->block, bias);
    for (int p = 0; p < points; p++) {
      const float *inputs = v + p * d->input_matrix, *gradients = w + p * d->output_matrix;
      for (int64_t o = begin; o < end; o += panel(s)) {
        for (int64_t i = 0; i < s->inputs; i += together) {
          matrices each = {inputs + i * d->block, gradients + (o - begin) * d->block,
                           sums + p * matrix + in_panels(s, s->inputs, i, o), count, 1, 0, block >= d->teams};
          product_over_tiles(s, panel_width(s, o), &each);
        }
      }
    }
  }
}

// Gᵀ M G of the sum over the teams, for a block of inputs.
TARGET static void gather_inputs(void *context, int part) {
  const winograd_sums *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t matrix = weights_matrix(s), area = WIDTH * WIDTH, apart = team_sums(s);
  for (int64_t o = 0; o < s->outputs; o += WIDTH) {
    for (int64_t i = part * WIDTH; i < part * WIDTH + WIDTH; i++) {
      vector half[3][tile];
      for (int column = 0; column < tile; column++) {
        vector m[tile], g[3];
        for (int row = 0; row < tile; row++) {
          const float *from = all->sums + (row * tile + column) * matrix + in_panels(s, s->inputs, i, o);
          m[row] = V(loadu)(from);
          for (int64_t team = 1; team < all->teams; team++) m[row] = V(add)(m[row], V(loadu)(from + team * apart));
        }
        weight_gradient_line(m, g);
        for (int row = 0; row < 3; row++) half[row][column] = g[row];
      }
      float *to = all->weights_gradient + (o / WIDTH * (s->inputs / WIDTH) + i / WIDTH) * 9 * area + i % WIDTH * WIDTH;
      for (int row = 0; row < 3; row++) {
        vector g[3];
        weight_gradient_line(half[row], g);
        for (int column = 0; column < 3; column++) V(storeu)(to + (row * 3 + column) * area, g[column]);
      }
    }
  }
}
