// See Winograd.h. A block of tiles goes through three stages: their input is transformed to 36 matrices, each is multiplied
// by its matrix of weights, and the products are transformed back. The block is as large as the caches like.
#include "Winograd.h"

#include <string.h>

#include "COneDNN.h"

enum { tile = 6, step = 4, points = tile * tile };

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t output_height(const fovea_winograd_shape *s) { return s->height + s->padding[0] + s->padding[2] - 2; }
static int64_t output_width(const fovea_winograd_shape *s) { return s->width + s->padding[1] + s->padding[3] - 2; }
static int64_t tiles_down(const fovea_winograd_shape *s) { return (output_height(s) + step - 1) / step; }
static int64_t tiles_across(const fovea_winograd_shape *s) { return (output_width(s) + step - 1) / step; }
static int64_t tile_count(const fovea_winograd_shape *s) { return s->batch * tiles_down(s) * tiles_across(s); }
static int64_t padded(int64_t channels) { return (channels + 15) / 16 * 16; }

// Tiles in a block: transformed input and products within half a mebibyte where channels are few, and never so few
// tiles that the weights are read more often than they are used. Multiples of the six rows of the product kernel.
static int64_t block_size(const fovea_winograd_shape *s) {
  int64_t bytes = points * (s->inputs + padded(s->outputs)) * (int64_t)sizeof(float);
  int64_t tiles = most(24, (384 << 10) / bytes / 6 * 6);
  // Every thread should get something to do.
  int64_t share = (tile_count(s) + s->threads - 1) / s->threads;
  return most(6, least(tiles, (share + 5) / 6 * 6));
}

size_t fovea_winograd_weights_size(const fovea_winograd_shape *s) {
  return (size_t)(points * s->inputs * padded(s->outputs));
}

static int64_t block_scratch(const fovea_winograd_shape *s) {
  return points * block_size(s) * (s->inputs + padded(s->outputs));
}

size_t fovea_winograd_scratch_size(const fovea_winograd_shape *s) { return (size_t)(s->threads * block_scratch(s)); }

static int64_t products_size(const fovea_winograd_shape *s) { return points * s->inputs * padded(s->outputs); }

size_t fovea_winograd_gradient_scratch_size(const fovea_winograd_shape *s) {
  return (size_t)(s->threads * (block_scratch(s) + products_size(s) + padded(s->outputs)));
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX2

int fovea_winograd_available(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

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

// Gᵀ applied to six vectors, to three.
INLINE void weight_gradient_line(const __m256 *m, __m256 *g) {
  const __m256 sixth = _mm256_set1_ps(-1.0f / 6), twelfth = _mm256_set1_ps(1.0f / 12);
  __m256 a = _mm256_mul_ps(sixth, _mm256_add_ps(m[1], m[2])), b = _mm256_mul_ps(sixth, _mm256_sub_ps(m[1], m[2]));
  __m256 c = _mm256_add_ps(m[3], m[4]), d = _mm256_sub_ps(m[3], m[4]);
  g[0] = _mm256_fmadd_ps(_mm256_set1_ps(0.25f), m[0], _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 24), c, a));
  g[1] = _mm256_fmadd_ps(twelfth, d, b);
  g[2] = _mm256_add_ps(m[5], _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 6), c, a));
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

static place place_of(const fovea_winograd_shape *s, int64_t index) {
  int64_t across = tiles_across(s), in_image = across * tiles_down(s);
  place p = {index / in_image, index % in_image / across * step, index % across * step};
  return p;
}

// V[p][t][c] = (Bᵀ d B)[p] of the tiles from `first` on.
AVX2 static void transform_input(const fovea_winograd_shape *s, const float *source, int64_t first, int64_t count,
                                 int64_t stride, float *v) {
  int64_t plane = s->height * s->width * 8;
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t top = at.row - s->padding[0], left = at.column - s->padding[1];
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
  AVX2 static void product_##ROWS(const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step, \
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

AVX2 static void product(int64_t rows, const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step,
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

// W[p][t][o] = (A dy Aᵀ)[p]; adds dy to the bias's gradient on the way.
AVX2 static void transform_gradient(const fovea_winograd_shape *s, const float *gradient, int64_t first,
                                    int64_t count, int64_t stride, float *w, float *bias) {
  int64_t height = output_height(s), width = output_width(s), outputs = padded(s->outputs);
  for (int64_t t = 0; t < count; t++) {
    place at = place_of(s, first + t);
    int64_t down = least(step, height - at.row), across = least(step, width - at.column);
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

int fovea_winograd_available(void) { return 0; }
void fovea_winograd_weights(const fovea_winograd_shape *s, int backward, const float *weights, float *transformed) {
  (void)s, (void)backward, (void)weights, (void)transformed;
}
void fovea_winograd_forward(const fovea_winograd_shape *s, const float *source, const float *transformed,
                            const fovea_winograd_finish *finish, float *destination, float *scratch) {
  (void)s, (void)source, (void)transformed, (void)finish, (void)destination, (void)scratch;
}
void fovea_winograd_weights_gradient(const fovea_winograd_shape *s, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch) {
  (void)s, (void)source, (void)destination_gradient, (void)weights_gradient, (void)bias_gradient, (void)scratch;
}

#endif
