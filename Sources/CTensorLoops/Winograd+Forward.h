// The forward pass and the transform of weights, over the vectors of Vectors.h. A block of tiles goes through three
// stages: their input is transformed to 36 matrices, each is multiplied by its matrix of weights, and the products are
// transformed back. The block is as large as the caches like.
#include "Vectors.h"
#include "Winograd+Input.h"
#include "Winograd+Products.h"

// Aᵀ applied to six vectors, to four.
INLINE void output_line(const vector *m, vector *y) {
  const vector two = V(set1)(2), four = V(set1)(4), eight = V(set1)(8);
  vector a = V(add)(m[1], m[2]), b = V(sub)(m[1], m[2]);
  vector c = V(add)(m[3], m[4]), d = V(sub)(m[3], m[4]);
  y[0] = V(add)(m[0], V(add)(a, c));
  y[1] = V(fmadd)(two, d, b);
  y[2] = V(fmadd)(four, c, a);
  y[3] = V(add)(m[5], V(fmadd)(eight, d, b));
}

// G applied to three vectors, to six.
INLINE void weight_line(const vector *g, vector *u) {
  const vector sixth = V(set1)(-1.0f / 6), twelfth = V(set1)(1.0f / 12);
  vector a = V(mul)(sixth, V(add)(g[0], g[2])), b = V(mul)(sixth, g[1]);
  vector c = V(fmadd)(V(set1)(1.0f / 24), g[0], V(mul)(V(set1)(1.0f / 6), g[2]));
  vector d = V(mul)(twelfth, g[1]);
  u[0] = V(mul)(V(set1)(0.25f), g[0]);
  u[1] = V(add)(a, b);
  u[2] = V(sub)(a, b);
  u[3] = V(add)(c, d);
  u[4] = V(sub)(c, d);
  u[5] = g[2];
}

// Of the outputs from `begin` to `end`, a panel; `m` is its products.
TARGET static void transform_output(const winograd_pass *all, int64_t first, int64_t count, int64_t begin, int64_t end,
                                    const float *m) {
  const fovea_winograd_shape *s = all->shape;
  const fovea_winograd_finish *finish = all->finish;
  int64_t height = output_height(s), width = output_width(s), matrix = all->division.output_matrix;
  const vector zero = V(setzero)(), slope = V(set1)(finish->slope);
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t down = least(step, height - at.row), across = least(step, width - at.column);
    if (t + ahead < count) {
      // A line is fetched before it is written, even where nothing in it is kept.
      place next = place_of(s, first + t + ahead);
      prefetch_rows(all->destination + (next.image * s->outputs + begin) * height * width, (end - begin) / WIDTH,
                    height, width, next.row, next.row + step, next.column);
    }
    for (int64_t c = begin; c < end; c += WIDTH) {
      const float *from = m + t * (end - begin) + c - begin;
      vector half[step][tile];
      for (int j = 0; j < tile; j++) {
        vector column[tile], y[step];
        for (int i = 0; i < tile; i++) column[i] = V(loadu)(from + (i * tile + j) * matrix);
        output_line(column, y);
        for (int i = 0; i < step; i++) half[i][j] = y[i];
      }
      vector bias = finish->bias ? V(loadu)(finish->bias + c) : zero;
      float *to = all->destination +
                  (((at.image * (s->outputs / WIDTH) + c / WIDTH) * height + at.row) * width + at.column) * WIDTH;
      for (int64_t i = 0; i < down; i++) {
        vector y[step];
        output_line(half[i], y);
        for (int64_t j = 0; j < across; j++) {
          float *pixel = to + (i * width + j) * WIDTH;
          vector value = V(add)(y[j], bias);
          if (finish->adds_to_destination) value = V(add)(value, V(loadu)(pixel));
          if (finish->has_slope) value = V(fmadd)(slope, V(min)(value, zero), V(max)(value, zero));
          V(storeu)(pixel, value);
        }
      }
    }
  }
}

TARGET static void forward_thread(void *context, int thread) {
  const winograd_pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  const winograd_division *d = &all->division;
  int64_t tiles = tile_count(s), together = group(s), part = thread / d->teams;
  int64_t begin = part_begin(s, d, part), end = part_begin(s, d, part + 1);
  float *v = all->scratch + thread * block_scratch(d), *m = v + points * d->input_matrix;
  for (int64_t block = thread % d->teams; block < d->blocks; block += d->teams) {
    int64_t first = block * d->block, count = least(d->block, tiles - first);
    transform_input(s, all->source, first, count, d, v);
    for (int p = 0; p < points; p++) {
      const float *inputs = v + p * d->input_matrix, *weights = all->transformed + p * weights_matrix(s);
      float *products = m + p * d->output_matrix;
      for (int64_t o = begin; o < end; o += panel(s)) {
        matrices each = {inputs, weights + o * s->inputs, products + (o - begin) * d->block,
                         together, s->inputs / together, together * d->block, 0};
        product_of_tiles(s, count, panel_width(s, o), &each);
      }
    }
    for (int64_t o = begin; o < end; o += panel(s))
      transform_output(all, first, count, o, o + panel_width(s, o), m + (o - begin) * d->block);
  }
}

// U[p][panel][i][o]: for each point the columns of a panel lie together.
TARGET static void weights_of_inputs(void *context, int part) {
  const winograd_weights_pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t matrix = weights_matrix(s), area = WIDTH * WIDTH;
  for (int64_t o = 0; o < s->outputs; o += WIDTH) {
    for (int64_t i = part * WIDTH; i < part * WIDTH + WIDTH; i++) {
      vector half[tile][3];
      for (int column = 0; column < 3; column++) {
        vector g[3], u[tile];
        for (int row = 0; row < 3; row++) {
          if (!all->backward) {
            int64_t block = o / WIDTH * (s->inputs / WIDTH) + i / WIDTH;
            g[row] = V(loadu)(all->weights + (block * 9 + row * 3 + column) * area + i % WIDTH * WIDTH);
          } else {
            // This pass's outputs are the inputs of the weights, one in each row of a block; taps are turned around.
            int64_t block = i / WIDTH * (s->outputs / WIDTH) + o / WIDTH;
            const float *from = all->weights + (block * 9 + 8 - (row * 3 + column)) * area + i % WIDTH;
            for (int k = 0; k < WIDTH; k++) g[row][k] = from[k * WIDTH];
          }
        }
        weight_line(g, u);
        for (int row = 0; row < tile; row++) half[row][column] = u[row];
      }
      float *to = all->transformed + in_panels(s, s->inputs, i, o);
      for (int row = 0; row < tile; row++) {
        vector u[tile];
        weight_line(half[row], u);
        for (int column = 0; column < tile; column++) V(storeu)(to + (row * tile + column) * matrix, u[column]);
      }
    }
  }
}
