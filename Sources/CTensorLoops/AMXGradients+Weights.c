// The gradient of the weights: dW[o, i, kh, kw] = Σ dy[n, o, y, x] · x[n, i, y s + kh, x s + kw] over images and
// pixels, where s is the stride and x counts the padding.
//
// The sums run over (y, x, n), images innermost. Rows of the source that are `s` apart lie together, and so do columns;
// then a tap reads the lines of its phase from a fixed distance on, whatever the output's pixel, and pairs are always
// two images at one place. A unit of work is a band of rows of a group of images: its gradient is written as tiles that
// are turned around, and then the source, a few blocks of channels at a time, as lines of pairs.
#include <string.h>

#include "AMXGradients+Internal.h"
#include "Processor.h"

#if defined(__x86_64__)

typedef fovea_amx_weights_plan plan;

int fovea_amx_available(void) { return fovea_processor_level() >= FOVEA_LEVEL_AMX; }

typedef struct {
  const fovea_amx_shape *shape;
  plan plan;
  const uint16_t *source, *gradient;
  uint8_t *scratch;
  float *weights_gradient, *bias_gradient;
} pass;

// Up to six blocks of sums side by side: `left` is read once for all, `right` has a place for each.
INLINE void multiply(int count, const plan *p, const uint8_t *left, const uint8_t *const *right, float *sums,
                     int adds) {
#define BEGIN(i)                                                            \
  if (i < count) {                                                          \
    if (adds) _tile_loadd(i, (uint8_t *)sums + i * tile_bytes, line_bytes); \
    else _tile_zero(i);                                                     \
  }
#define ADD(i)                                           \
  if (i < count) {                                       \
    _tile_loadd(7, right[i] + offset, line_bytes);       \
    _tile_dpbf16ps(i, 6, 7);                             \
  }
#define END(i) \
  if (i < count) _tile_stored(i, (uint8_t *)sums + i * tile_bytes, line_bytes);
  FOR_EACH_SUM(BEGIN)
  for (int64_t y = 0; y < p->rows; y++)
    for (int64_t t = 0; t < p->row_tiles; t++, left += tile_bytes) {
      int64_t offset = y * p->row_bytes + t * tile_bytes;
      _tile_loadd(6, left, line_bytes);
      FOR_EACH_SUM(ADD)
    }
  FOR_EACH_SUM(END)
#undef BEGIN
#undef ADD
#undef END
}

AMX static void multiply_some(int count, const plan *p, const uint8_t *left, const uint8_t *const *right, float *sums,
                              int adds) {
  switch (count) {
    case 1: multiply(1, p, left, right, sums, adds); break;
    case 2: multiply(2, p, left, right, sums, adds); break;
    case 3: multiply(3, p, left, right, sums, adds); break;
    case 4: multiply(4, p, left, right, sums, adds); break;
    case 5: multiply(5, p, left, right, sums, adds); break;
    default: multiply(6, p, left, right, sums, adds);
  }
}

// What a thread has of its own.
typedef struct {
  float *sums, *bias;
  uint8_t *source, *gradient, *lines;
} thread_scratch;

static thread_scratch scratch_of(const pass *all, int thread) {
  const plan *p = &all->plan;
  uint8_t *begin = all->scratch + thread * p->thread_bytes;
  thread_scratch own = {.sums = (float *)begin, .bias = (float *)(begin + p->sums_bytes)};
  own.gradient = begin + p->sums_bytes + blocks_of(all->shape->outputs) * line_bytes;
  own.source = own.gradient + p->gradient_bytes;
  own.lines = own.source + p->chunk * p->block_bytes;
  return own;
}

// Tiles [o / 16][row][step of 32 pixels], each with a line for an output.
AMX static void transform_gradient(const pass *all, image_group images, int64_t top, const thread_scratch *own) {
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  int64_t width = output_width(s), pairs = width * p->images / 2;
  images.height = output_height(s), images.width = width, images.pixel = s->destination.pixel;
  images.apart = images.height * width * s->outputs;
  uint8_t *tile = own->gradient;
  memset(own->lines + pairs * line_bytes, 0, (size_t)(p->line_buffer_bytes - pairs * line_bytes));
  for (int64_t o = 0; o < blocks_of(s->outputs); o++) {
    image_group block = images;
    block.first += o * s->destination.block;
    for (int64_t y = 0; y < p->rows; y++) {
      fovea_amx_pair_row(&block, top + y, 0, 1, width, 0xffff, own->lines);
      if (all->bias_gradient) fovea_amx_sum_pairs(own->lines, pairs, own->bias + o * lane);
      for (int64_t t = 0; t < p->row_tiles; t++, tile += tile_bytes)
        fovea_amx_transpose_pairs(own->lines + t * tile_bytes, tile);
    }
  }
}

// Lines of pairs [block of channels][phase of rows][row][phase of columns][column][n / 2].
AMX static void transform_source(const pass *all, image_group images, int64_t top, int64_t first, int64_t count,
                                 const thread_scratch *own) {
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  images.height = s->height, images.width = s->width, images.pixel = s->source.pixel;
  images.apart = s->height * s->width * s->inputs;
  for (int64_t b = 0; b < count; b++) {
    image_group block = images;
    block.first += (first + b) * s->source.block;
    int64_t channels = least(lane, s->inputs - (first + b) * lane);
    uint8_t *line = own->source + b * p->block_bytes;
    for (int64_t h = 0; h < p->phases[0]; h++)
      for (int64_t y = 0; y < p->source_rows; y++)
        for (int64_t w = 0; w < p->phases[1]; w++, line += p->row_bytes / p->phases[1]) {
          int64_t row = (top + y) * s->stride + h - s->padding[0], left = w - s->padding[1];
          if (p->folded > 1)
            fovea_amx_fold_row(&block, row, left, s->stride, p->source_columns, p->folded, line);
          else
            fovea_amx_pair_row(&block, row, left, s->stride, p->source_columns, (1u << channels) - 1, line);
        }
    memset(line, 0, tile_bytes);
  }
}

// Sums are tiles [o / 16][i / 16][row and column of the kernel], so that most of those that are computed together read
// lines that overlap, or that were read a row before.
AMX static void add_products(const pass *all, int64_t first, int64_t count, int adds, const thread_scratch *own) {
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  int64_t all_sums = count * p->taps, sets = quotient_up(all_sums, most_sums);
  int64_t pixel_bytes = p->images / 2 * line_bytes;
  for (int64_t set = 0; set < sets; set++) {
    int64_t begin = all_sums * set / sets, end = all_sums * (set + 1) / sets;
    const uint8_t *right[most_sums];
    for (int64_t i = begin; i < end; i++) {
      int64_t w = i % p->kernel_columns, h = i / p->kernel_columns % s->kernel[0], b = i / p->taps;
      right[i - begin] = own->source + b * p->block_bytes +
                         (h % s->stride * p->source_rows + h / s->stride) * p->row_bytes +
                         (w % s->stride * p->source_columns + w / s->stride) * pixel_bytes;
    }
    for (int64_t o = 0; o < blocks_of(s->outputs); o++) {
      float *sums = own->sums + ((o * blocks_of(s->inputs) + first) * p->taps + begin) * tile_floats;
      multiply_some((int)(end - begin), p, own->gradient + o * p->rows * p->row_tiles * tile_bytes, right, sums, adds);
    }
  }
}

AMX static void run_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  thread_scratch own = scratch_of(all, thread);
  int64_t blocks = blocks_of(s->inputs), unit = 0, units = p->units, block = 0;
  if (p->splits_inputs) block = blocks * thread / s->threads, blocks = blocks * (thread + 1) / s->threads;
  else unit = units * thread / s->threads, units = units * (thread + 1) / s->threads;
  memset(own.bias, 0, (size_t)(blocks_of(s->outputs) * line_bytes));
  if (unit == units) memset(own.sums, 0, (size_t)p->sums_bytes);
  set_tiles();
  for (int64_t u = unit; u < units; u++) {
    int64_t image = u / p->bands * p->images, top = u % p->bands * p->rows;
    image_group images = {.count = least(p->images, s->batch - image), .side_by_side = p->images};
    images.first = all->gradient + image * output_height(s) * output_width(s) * s->outputs;
    transform_gradient(all, images, top, &own);
    images.first = all->source + image * s->height * s->width * s->inputs;
    for (int64_t first = block; first < blocks; first += p->chunk) {
      int64_t count = least(p->chunk, blocks - first);
      transform_source(all, images, top, first, count, &own);
      add_products(all, first, count, u > unit, &own);
    }
  }
  _tile_release();
}

// Adds what the threads have for sixteen outputs, and puts it in row-major order.
AMX static void gather(void *context, int part) {
  const pass *all = context;
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  int64_t blocks = blocks_of(s->inputs), row = s->inputs * taps_of(s);
  // Where the columns of a tile go: they are channels, of each folded column of the kernel in turn.
  int32_t numbers[lane];
  for (int64_t i = 0; i < lane; i++) numbers[i] = (int32_t)(i % s->inputs * taps_of(s) + i / s->inputs);
  const __m512i places = _mm512_loadu_si512(numbers);
  for (int64_t b = 0; b < blocks; b++) {
    int owner = 0, threads = p->splits_inputs ? 1 : s->threads;
    while (p->splits_inputs && blocks * (owner + 1) / s->threads <= b) owner++;
    __mmask16 channels = (__mmask16)((1u << least(lane, s->inputs * p->folded - b * lane)) - 1);
    for (int64_t t = 0; t < p->taps; t++) {
      const float *from = scratch_of(all, owner).sums + ((part * blocks + b) * p->taps + t) * tile_floats;
      float *to = all->weights_gradient + part * lane * row + b * lane * taps_of(s) +
                  t / p->kernel_columns * s->kernel[1] + t % p->kernel_columns;
      for (int64_t o = 0; o < lane; o++) {
        __m512 sum = _mm512_loadu_ps(from + o * lane);
        for (int thread = 1; thread < threads; thread++)
          sum = _mm512_add_ps(sum, _mm512_loadu_ps(from + o * lane + thread * (p->thread_bytes / 4)));
        _mm512_mask_i32scatter_ps(to + o * row, channels, places, sum, 4);
      }
    }
  }
  if (!all->bias_gradient) return;
  __m512 bias = _mm512_loadu_ps(scratch_of(all, 0).bias + part * lane);
  for (int thread = 1; thread < s->threads && !p->splits_inputs; thread++)
    bias = _mm512_add_ps(bias, _mm512_loadu_ps(scratch_of(all, thread).bias + part * lane));
  _mm512_storeu_ps(all->bias_gradient + part * lane, bias);
}

void fovea_amx_weights_gradient(const fovea_amx_shape *s, const uint16_t *source, const uint16_t *destination_gradient,
                                float *weights_gradient, float *bias_gradient, void *scratch) {
  pass all = {s, fovea_amx_plan_weights(s), source, destination_gradient, scratch, weights_gradient, bias_gradient};
  fovea_threads_perform(s->threads, run_thread, &all);
  fovea_threads_perform((int)blocks_of(s->outputs), gather, &all);
}

#else

int fovea_amx_available(void) { return 0; }
void fovea_amx_weights_gradient(const fovea_amx_shape *s, const uint16_t *source, const uint16_t *destination_gradient,
                                float *weights_gradient, float *bias_gradient, void *scratch) {
  (void)s, (void)source, (void)destination_gradient, (void)weights_gradient, (void)bias_gradient, (void)scratch;
}

#endif
