// See Winograd.h. A block of tiles goes through three stages: their input is transformed to 36 matrices, each is
// multiplied by its matrix of weights, and the products are transformed back. The block is as large as the caches like.
#include "Processor.h"
#include "Winograd+Internal.h"

size_t fovea_winograd_weights_size(const fovea_winograd_shape *s) {
  return (size_t)(points * s->inputs * padded(s->outputs));
}

size_t fovea_winograd_scratch_size(const fovea_winograd_shape *s) { return (size_t)(s->threads * block_scratch(s)); }

size_t fovea_winograd_gradient_scratch_size(const fovea_winograd_shape *s) {
  return (size_t)(s->threads * (block_scratch(s) + products_size(s) + padded(s->outputs)));
}

#if defined(__x86_64__)

int fovea_winograd_available(void) { return fovea_processor_level() >= FOVEA_LEVEL_AVX2; }

// Aᵀ applied to six vectors, to four.
INLINE void output_line(const __m256 *m, __m256 *y) {
  const __m256 two = _mm256_set1_ps(2), four = _mm256_set1_ps(4), eight = _mm256_set1_ps(8);
  __m256 a = _mm256_add_ps(m[1], m[2]), b = _mm256_sub_ps(m[1], m[2]);
  __m256 c = _mm256_add_ps(m[3], m[4]), d = _mm256_sub_ps(m[3], m[4]);
  y[0] = _mm256_add_ps(m[0], _mm256_add_ps(a, c));
  y[1] = _mm256_fmadd_ps(two, d, b);
  y[2] = _mm256_fmadd_ps(four, c, a);
  y[3] = _mm256_add_ps(m[5], _mm256_fmadd_ps(eight, d, b));
}

// G applied to three vectors, to six.
INLINE void weight_line(const __m256 *g, __m256 *u) {
  const __m256 sixth = _mm256_set1_ps(-1.0f / 6), twelfth = _mm256_set1_ps(1.0f / 12);
  __m256 a = _mm256_mul_ps(sixth, _mm256_add_ps(g[0], g[2])), b = _mm256_mul_ps(sixth, g[1]);
  __m256 c = _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 24), g[0], _mm256_mul_ps(_mm256_set1_ps(1.0f / 6), g[2]));
  __m256 d = _mm256_mul_ps(twelfth, g[1]);
  u[0] = _mm256_mul_ps(_mm256_set1_ps(0.25f), g[0]);
  u[1] = _mm256_add_ps(a, b);
  u[2] = _mm256_sub_ps(a, b);
  u[3] = _mm256_add_ps(c, d);
  u[4] = _mm256_sub_ps(c, d);
  u[5] = g[2];
}

AVX2 static void transform_output(const pass *all, int64_t first, int64_t count, const float *m) {
  const fovea_winograd_shape *s = all->shape;
  const fovea_winograd_finish *finish = all->finish;
  int64_t height = output_height(s), width = output_width(s), outputs = padded(s->outputs);
  const __m256 zero = _mm256_setzero_ps(), slope = _mm256_set1_ps(finish->slope);
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t down = least(step, height - at.row), across = least(step, width - at.column);
    for (int64_t c = 0; c < s->outputs; c += 8) {
      const float *from = m + t * outputs + c;
      __m256 half[step][tile];
      for (int j = 0; j < tile; j++) {
        __m256 column[tile], y[step];
        for (int i = 0; i < tile; i++)
          column[i] = _mm256_loadu_ps(from + (i * tile + j) * all->block * outputs);
        output_line(column, y);
        for (int i = 0; i < step; i++) half[i][j] = y[i];
      }
      __m256 bias = finish->bias ? _mm256_loadu_ps(finish->bias + c) : zero;
      float *to = all->destination +
                  (((at.image * (s->outputs / 8) + c / 8) * height + at.row) * width + at.column) * 8;
      for (int64_t i = 0; i < down; i++) {
        __m256 y[step];
        output_line(half[i], y);
        for (int64_t j = 0; j < across; j++) {
          float *pixel = to + (i * width + j) * 8;
          __m256 value = _mm256_add_ps(y[j], bias);
          if (finish->adds_to_destination) value = _mm256_add_ps(value, _mm256_loadu_ps(pixel));
          if (finish->has_slope)
            value = _mm256_fmadd_ps(slope, _mm256_min_ps(value, zero), _mm256_max_ps(value, zero));
          _mm256_storeu_ps(pixel, value);
        }
      }
    }
  }
}

AVX2 static void run_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t outputs = padded(s->outputs), tiles = tile_count(s);
  float *v = all->scratch + thread * block_scratch(s), *m = v + points * all->block * s->inputs;
  for (int64_t block = thread; block < all->blocks; block += s->threads) {
    int64_t first = block * all->block, count = least(all->block, tiles - first);
    transform_input(s, all->source, first, count, all->block, v);
    for (int p = 0; p < points; p++) {
      const float *a = v + p * all->block * s->inputs, *b = all->transformed + p * s->inputs * outputs;
      float *c = m + p * all->block * outputs;
      for (int64_t o = 0; o < outputs; o += 16)
        product(count, a, s->inputs, 1, b + o * s->inputs, 16, s->inputs, c + o, outputs, 0);
    }
    transform_output(all, first, count, m);
  }
}

void fovea_winograd_forward(const fovea_winograd_shape *s, const float *source, const float *transformed,
                            const fovea_winograd_finish *finish, float *destination, float *scratch) {
  int64_t block = block_size(s);
  pass all = {s, source, transformed, NULL, finish, destination, scratch, block, (tile_count(s) + block - 1) / block};
  fovea_threads_perform(s->threads, run_thread, &all);
}

typedef struct {
  const fovea_winograd_shape *shape;
  int backward;
  const float *weights;
  float *transformed;
} weights_pass;

// U[p][o / 16][i][16]: for each point the columns of sixteen outputs lie together.
AVX2 static void transform_weights(void *context, int part) {
  const weights_pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t outputs = padded(s->outputs);
  for (int64_t i = part * 8; i < part * 8 + 8; i++) {
    for (int64_t o = 0; o < outputs; o += 8) {
      __m256 half[tile][3];
      for (int column = 0; column < 3; column++) {
        __m256 g[3], u[tile];
        for (int row = 0; row < 3; row++) {
          if (o >= s->outputs) {
            g[row] = _mm256_setzero_ps();
          } else if (!all->backward) {
            g[row] = _mm256_loadu_ps(
                all->weights + ((o / 8 * (s->inputs / 8) + i / 8) * 9 + row * 3 + column) * 64 + i % 8 * 8);
          } else {
            // This pass's outputs are the inputs of the weights, one in each group of eight; taps are turned around.
            const float *from =
                all->weights + ((i / 8 * (s->outputs / 8) + o / 8) * 9 + 8 - (row * 3 + column)) * 64 + i % 8;
            g[row] = _mm256_set_ps(from[56], from[48], from[40], from[32], from[24], from[16], from[8], from[0]);
          }
        }
        weight_line(g, u);
        for (int row = 0; row < tile; row++) half[row][column] = u[row];
      }
      float *to = all->transformed + o / 16 * 16 * s->inputs + i * 16 + o % 16;
      for (int row = 0; row < tile; row++) {
        __m256 u[tile];
        weight_line(half[row], u);
        for (int column = 0; column < tile; column++)
          _mm256_storeu_ps(to + (row * tile + column) * s->inputs * outputs, u[column]);
      }
    }
  }
}

void fovea_winograd_weights(const fovea_winograd_shape *s, int backward, const float *weights, float *transformed) {
  weights_pass all = {s, backward, weights, transformed};
  fovea_threads_perform((int)(s->inputs / 8), transform_weights, &all);
}

#else

int fovea_winograd_available(void) { return 0; }
void fovea_winograd_weights(const fovea_winograd_shape *s, int backward, const float *weights, float *transformed) {
  (void)s, (void)backward, (void)weights, (void)transformed;
}
void fovea_winograd_forward(const fovea_winograd_shape *s, const float *source, const float *transformed,
                            const fovea_winograd_finish *finish, float *destination, float *scratch) {
  (void)s, (void)source, (void)transformed, (void)finish, (void)destination, (void)scratch;
}

#endif
