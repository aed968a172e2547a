// The gradient of the weights: each block of tiles adds its products to those of its thread, and the sums are transformed
// back at the end.
#include <string.h>

#include "Winograd+Internal.h"

#if defined(__x86_64__)

// A applied to four vectors, to six.
INLINE void gradient_line(const __m256 *y, __m256 *m) {
  const __m256 two = _mm256_set1_ps(2), four = _mm256_set1_ps(4), eight = _mm256_set1_ps(8);
  __m256 a = _mm256_add_ps(y[0], y[2]), b = _mm256_add_ps(y[1], y[3]);
  __m256 c = _mm256_fmadd_ps(four, y[2], y[0]);
  __m256 d = _mm256_fmadd_ps(eight, y[3], _mm256_mul_ps(two, y[1]));
  m[0] = y[0];
  m[1] = _mm256_add_ps(a, b);
  m[2] = _mm256_sub_ps(a, b);
  m[3] = _mm256_add_ps(c, d);
  m[4] = _mm256_sub_ps(c, d);
  m[5] = y[3];
}

// Gᵀ applied to six vectors, to three.
INLINE void weight_gradient_line(const __m256 *m, __m256 *g) {
  const __m256 sixth = _mm256_set1_ps(-1.0f / 6), twelfth = _mm256_set1_ps(1.0f / 12);
  __m256 a = _mm256_mul_ps(sixth, _mm256_add_ps(m[1], m[2])), b = _mm256_mul_ps(sixth, _mm256_sub_ps(m[1], m[2]));
  __m256 c = _mm256_add_ps(m[3], m[4]), d = _mm256_sub_ps(m[3], m[4]);
  g[0] = _mm256_fmadd_ps(_mm256_set1_ps(0.25f), m[0], _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 24), c, a));
  g[1] = _mm256_fmadd_ps(twelfth, d, b);
  g[2] = _mm256_add_ps(m[5], _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 6), c, a));
}

// W[p][t][o] = (A dy Aᵀ)[p]; adds dy to the bias's gradient on the way.
AVX2 static void transform_gradient(const fovea_winograd_shape *s, const float *gradient, int64_t first,
                                    int64_t count, int64_t stride, float *w, float *bias) {
  int64_t height = output_height(s), width = output_width(s), outputs = padded(s->outputs);
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t down = least(step, height - at.row), across = least(step, width - at.column);
    if (t + ahead < count) {
      place next = place_of(s, first + t + ahead);
      prefetch_rows(gradient + next.image * s->outputs * height * width, s->outputs / 8, height, width, next.row,
                    next.row + step, next.column);
    }
    for (int64_t c = 0; c < outputs; c += 8) {
      __m256 half[tile][step], sum = _mm256_setzero_ps();
      const float *image =
          gradient + (((at.image * (s->outputs / 8) + c / 8) * height + at.row) * width + at.column) * 8;
      for (int j = 0; j < step; j++) {
        __m256 y[step], m[tile];
        for (int i = 0; i < step; i++) {
          y[i] = c < s->outputs && i < down && j < across ? _mm256_loadu_ps(image + (i * width + j) * 8)
                                                          : _mm256_setzero_ps();
          sum = _mm256_add_ps(sum, y[i]);
        }
        gradient_line(y, m);
        for (int i = 0; i < tile; i++) half[i][j] = m[i];
      }
      _mm256_storeu_ps(bias + c, _mm256_add_ps(_mm256_loadu_ps(bias + c), sum));
      float *to = w + t * outputs + c;
      for (int i = 0; i < tile; i++) {
        __m256 m[tile];
        gradient_line(half[i], m);
        for (int j = 0; j < tile; j++) _mm256_storeu_ps(to + (i * tile + j) * stride * outputs, m[j]);
      }
    }
  }
}

AVX2 static void gradient_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t outputs = padded(s->outputs), tiles = tile_count(s), matrix = s->inputs * outputs;
  float *products = all->scratch + thread * (block_scratch(s) + products_size(s) + outputs);
  float *bias = products + points * matrix, *v = bias + outputs, *w = v + points * all->block * s->inputs;
  memset(products, 0, (size_t)(points * matrix + outputs) * sizeof(float));
  for (int64_t block = thread; block < all->blocks; block += s->threads) {
    int64_t first = block * all->block, count = least(all->block, tiles - first);
    transform_input(s, all->source, first, count, all->block, v);
    transform_gradient(s, all->gradient, first, count, all->block, w, bias);
    for (int p = 0; p < points; p++) {
      const float *a = v + p * all->block * s->inputs, *b = w + p * all->block * outputs;
      for (int64_t o = 0; o < outputs; o += 16)
        product(s->inputs, a, 1, s->inputs, b + o, outputs, count, products + p * matrix + o, outputs, 1);
    }
  }
}

typedef struct {
  const fovea_winograd_shape *shape;
  const float *scratch;
  int64_t apart;
  float *weights_gradient, *bias_gradient;
} gathering;

// Gᵀ M G of the sum over the threads, for eight inputs.
AVX2 static void gather(void *context, int part) {
  const gathering *all = context;
  const fovea_winograd_shape *s = all->shape;
  int64_t outputs = padded(s->outputs), matrix = s->inputs * outputs;
  for (int64_t i = part * 8; i < part * 8 + 8; i++) {
    for (int64_t o = 0; o < s->outputs; o += 8) {
      __m256 half[3][tile];
      for (int column = 0; column < tile; column++) {
        __m256 m[tile], g[3];
        for (int row = 0; row < tile; row++) {
          const float *from = all->scratch + (row * tile + column) * matrix + i * outputs + o;
          m[row] = _mm256_loadu_ps(from);
          for (int thread = 1; thread < s->threads; thread++)
            m[row] = _mm256_add_ps(m[row], _mm256_loadu_ps(from + thread * all->apart));
        }
        weight_gradient_line(m, g);
        for (int row = 0; row < 3; row++) half[row][column] = g[row];
      }
      float *to = all->weights_gradient + (o / 8 * (s->inputs / 8) + i / 8) * 9 * 64 + i % 8 * 8;
      for (int row = 0; row < 3; row++) {
        __m256 g[3];
        weight_gradient_line(half[row], g);
        for (int column = 0; column < 3; column++) _mm256_storeu_ps(to + (row * 3 + column) * 64, g[column]);
      }
    }
  }
}

void fovea_winograd_weights_gradient(const fovea_winograd_shape *s, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch) {
  int64_t block = block_size(s), outputs = padded(s->outputs);
  pass all = {s, source, NULL, destination_gradient, NULL, NULL, scratch, block, (tile_count(s) + block - 1) / block};
  fovea_threads_perform(s->threads, gradient_thread, &all);
  int64_t apart = block_scratch(s) + products_size(s) + outputs;
  gathering sums = {s, scratch, apart, weights_gradient, bias_gradient};
  fovea_threads_perform((int)(s->inputs / 8), gather, &sums);
  if (!bias_gradient) return;
  for (int64_t o = 0; o < s->outputs; o++) {
    float sum = 0;
    for (int thread = 0; thread < s->threads; thread++) sum += scratch[thread * apart + products_size(s) + o];
    bias_gradient[o] = sum;
  }
}

#else

void fovea_winograd_weights_gradient(const fovea_winograd_shape *s, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch) {
  (void)s, (void)source, (void)destination_gradient, (void)weights_gradient, (void)bias_gradient, (void)scratch;
}

#endif
