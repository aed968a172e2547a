// The gradient of the source: dx[n, i, Y, X] = Σ dy[n, o, y, x] · w[o, i, kh, kw] over outputs and taps, where
// Y = y s + kh and X = x s + kw count the padding.
//
// A tile of the left is 16 pixels of 32 channels of dy, which lie in (y, x, n) with a border of zeros, so that each tap
// is the same tile from a fixed distance on. For stride 2 the pixels of dx are four phases, each with its own taps.
#include <string.h>

#include "AMXGradients+Internal.h"

#if defined(__x86_64__)

typedef fovea_amx_source_plan plan;

typedef struct {
  const fovea_amx_shape *shape;
  plan plan;
  const uint16_t *gradient, *tiles;
  uint16_t *destination;
  uint8_t *scratch;
} pass;

// Lines [32 channels][row][column][n] of dy, from a row on.
AMX static void transform_gradient(const pass *all, int64_t image, int64_t top, uint8_t *lines) {
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  int64_t height = output_height(s), width = output_width(s);
  int64_t count = least(p->images, s->batch - image), apart = height * width * s->outputs;
  // Rows come from memory: the next one is asked for.
  int64_t ahead = width * s->destination.pixel;
  for (int64_t chunk = 0; chunk < p->chunks; chunk++) {
    int is_whole = (chunk * 2 + 2) * lane <= s->outputs;
    for (int64_t y = 0; y < p->line_rows; y++) {
      uint8_t *row = lines + chunk * p->chunk_bytes + y * p->row_bytes;
      int64_t from_row = top + y;
      int is_inside = from_row >= 0 && from_row < height;
      int64_t begin = is_inside ? least(p->line_columns, most(0, -p->begin[1])) : p->line_columns;
      int64_t end = most(begin, least(p->line_columns, width - p->begin[1])), pixel_bytes = p->images * line_bytes;
      memset(row, 0, (size_t)(begin * pixel_bytes));
      memset(row + end * pixel_bytes, 0, (size_t)((p->line_columns - end) * pixel_bytes));
      // Lines of images that there are not are left as they are: what is computed from them is not written.
      for (int64_t n = 0; n < count; n++) {
        const uint16_t *from = all->gradient + (image + n) * apart + chunk * 2 * s->destination.block +
                               (from_row * width + p->begin[1] + begin) * s->destination.pixel;
        uint8_t *line = row + begin * pixel_bytes + n * line_bytes;
        for (int64_t x = begin; x < end; x++, from += s->destination.pixel, line += pixel_bytes) {
          _mm_prefetch((const char *)(from + ahead), _MM_HINT_T0);
          __m256i low = _mm256_loadu_si256((const __m256i *)from);
          __m256i high = is_whole ? _mm256_loadu_si256((const __m256i *)(from + s->destination.block))
                                  : _mm256_setzero_si256();
          _mm256_store_si256((__m256i *)line, low);
          _mm256_store_si256((__m256i *)(line + 32), high);
        }
      }
    }
  }
}

// Up to six tiles of pixels, which share the weights. Taps are a distance in lines and a tile of the weights each.
INLINE void multiply(int count, const pass *all, const uint8_t *const *left, const uint8_t *right, int64_t taps,
                     const int64_t *distances, const int64_t *places, float *sums) {
#define BEGIN(i) \
  if (i < count) _tile_zero(i);
#define ADD(i)                                                \
  if (i < count) {                                            \
    _tile_loadd(6, left[i] + chunk + distances[t], line_bytes); \
    _tile_dpbf16ps(i, 6, 7);                                  \
  }
#define END(i) \
  if (i < count) _tile_stored(i, (uint8_t *)sums + i * tile_bytes, line_bytes);
  int64_t all_taps = taps_of(all->shape);
  FOR_EACH_SUM(BEGIN)
  for (int64_t c = 0; c < all->plan.chunks; c++, right += all_taps * tile_bytes) {
    int64_t chunk = c * all->plan.chunk_bytes;
    for (int64_t t = 0; t < taps; t++) {
      _tile_loadd(7, right + places[t] * tile_bytes, line_bytes);
      FOR_EACH_SUM(ADD)
    }
  }
  FOR_EACH_SUM(END)
#undef BEGIN
#undef ADD
#undef END
}

AMX static void multiply_some(int count, const pass *all, const uint8_t *const *left, const uint8_t *right,
                              int64_t taps, const int64_t *distances, const int64_t *places, float *sums) {
  switch (count) {
    case 1: multiply(1, all, left, right, taps, distances, places, sums); break;
    case 2: multiply(2, all, left, right, taps, distances, places, sums); break;
    case 3: multiply(3, all, left, right, taps, distances, places, sums); break;
    case 4: multiply(4, all, left, right, taps, distances, places, sums); break;
    case 5: multiply(5, all, left, right, taps, distances, places, sums); break;
    default: multiply(6, all, left, right, taps, distances, places, sums);
  }
}

// Rounds the sums of one or two blocks of channels and writes them to pixels of a row of a phase, images innermost.
INLINE void write_tile(const float *sums, int blocks, int64_t block, int64_t columns, int64_t images, int64_t count,
                       int64_t apart, int64_t step, uint16_t *to) {
  for (int64_t x = 0; x < columns; x++, to += step, sums += images * lane)
    for (int64_t n = 0; n < count; n++) {
      const float *low = sums + n * lane, *high = low + most_sums * tile_floats;
      _mm256_storeu_si256((__m256i *)(to + n * apart), (__m256i)_mm512_cvtneps_pbh(_mm512_load_ps(low)));
      if (blocks == 2)
        _mm256_storeu_si256((__m256i *)(to + n * apart + block), (__m256i)_mm512_cvtneps_pbh(_mm512_load_ps(high)));
    }
}

// The pixels of one phase in a band, for two blocks of channels of dx at a time.
AMX static void run_phase(const pass *all, int h, int w, int64_t image, int64_t top, const uint8_t *lines,
                          float *sums) {
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  const fovea_amx_phase *row = &p->phases[0][h], *column = &p->phases[1][w];
  enum { most_taps = 64 };
  int64_t distances[most_taps], places[most_taps], taps = 0;
  for (int64_t y = 0; y < row->taps; y++)
    for (int64_t x = 0; x < column->taps; x++, taps++) {
      distances[taps] = (row->first - y - p->begin[0]) * p->row_bytes +
                        (column->first - x - p->begin[1]) * p->images * line_bytes;
      places[taps] = (h + y * s->stride) * s->kernel[1] + w + x * s->stride;
    }
  int64_t pixels = column->count * p->images, row_tiles = quotient_up(pixels, lane);
  // Where many taps read many channels, tiles go down first: those that are computed together are then close, and their
  // lines few. Else writing takes longest, and rows are written one by one.
  int goes_down = taps > 1 && p->chunks > 1;
  int64_t rows = most(0, least(p->rows, row->count - top)), tiles = rows * row_tiles;
  int64_t sets = quotient_up(tiles, most_sums);
  int64_t count = least(p->images, s->batch - image), apart = s->height * s->width * s->inputs;
  int64_t tile_columns = lane / p->images, weights = weight_tiles_of(s) * tile_bytes;
  for (int64_t i = 0; i < blocks_of(s->inputs); i += 2)
    for (int64_t set = 0; set < sets; set++) {
      int64_t begin = tiles * set / sets, end = tiles * (set + 1) / sets;
      const uint8_t *left[most_sums];
      int64_t down[most_sums], across[most_sums];
      for (int64_t t = begin; t < end; t++) {
        down[t - begin] = goes_down ? t % rows : t / row_tiles;
        across[t - begin] = goes_down ? t / rows : t % row_tiles;
        left[t - begin] = lines + down[t - begin] * p->row_bytes + across[t - begin] * tile_bytes;
      }
      const uint8_t *right = (const uint8_t *)all->tiles + i * weights;
      int blocks = i + 1 < blocks_of(s->inputs) ? 2 : 1;
      for (int b = 0; b < blocks; b++)
        multiply_some((int)(end - begin), all, left, right + b * weights, taps, distances, places,
                      sums + b * most_sums * tile_floats);
      for (int64_t t = 0; t < end - begin; t++) {
        int64_t y = (row->first + top + down[t]) * s->stride + h - s->padding[0];
        int64_t first = across[t] * tile_columns;
        int64_t x = (column->first + first) * s->stride + w - s->padding[1];
        uint16_t *to = all->destination + image * apart + i * s->source.block + (y * s->width + x) * s->source.pixel;
        int64_t columns = least(tile_columns, column->count - first);
        write_tile(sums + t * tile_floats, blocks, s->source.block, columns, p->images, count, apart,
                   s->stride * s->source.pixel, to);
      }
    }
}

AMX static void run_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_amx_shape *s = all->shape;
  const plan *p = &all->plan;
  float *sums = (float *)(all->scratch + thread * p->thread_bytes);
  uint8_t *lines = (uint8_t *)sums + 2 * most_sums * tile_bytes;
  set_tiles();
  for (int64_t u = p->units * thread / s->threads; u < p->units * (thread + 1) / s->threads; u++) {
    int64_t image = u / p->bands * p->images, top = u % p->bands * p->rows;
    transform_gradient(all, image, p->begin[0] + top, lines);
    for (int h = 0; h < s->stride; h++)
      for (int w = 0; w < s->stride; w++) run_phase(all, h, w, image, top, lines, sums);
  }
  _tile_release();
}

void fovea_amx_source_gradient(const fovea_amx_shape *s, const uint16_t *destination_gradient, const uint16_t *tiles,
                               uint16_t *source_gradient, void *scratch) {
  pass all = {s, fovea_amx_plan_source(s), destination_gradient, tiles, source_gradient, scratch};
  fovea_threads_perform(s->threads, run_thread, &all);
}

typedef struct {
  const fovea_amx_shape *shape;
  const float *weights;
  uint16_t *tiles;
} weights_pass;

// Tiles [i / 16][o / 32][tap]: line o / 2 has pairs of outputs, for sixteen inputs.
AMX static void transform_weights(void *context, int part) {
  const weights_pass *all = context;
  const fovea_amx_shape *s = all->shape;
  int64_t taps = taps_of(s), row = s->inputs * taps;
  uint16_t *tiles = all->tiles + part * weight_tiles_of(s) * (tile_bytes / 2);
  const __m512i places = _mm512_mullo_epi32(
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), _mm512_set1_epi32((int)taps));
  for (int64_t o = 0; o < quotient_up(s->outputs, 2 * lane) * 2 * lane; o += 2)
    for (int64_t t = 0; t < taps; t++) {
      __m512 even = _mm512_setzero_ps(), odd = even;
      const float *from = all->weights + o * row + part * lane * taps + t;
      if (o < s->outputs) even = _mm512_i32gather_ps(places, from, 4), odd = _mm512_i32gather_ps(places, from + row, 4);
      __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(even));
      __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(odd));
      uint16_t *line = tiles + (o / (2 * lane) * taps + t) * (tile_bytes / 2) + o % (2 * lane) / 2 * (2 * lane);
      _mm512_storeu_si512(line, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
}

void fovea_amx_weights(const fovea_amx_shape *s, const float *weights, uint16_t *tiles) {
  weights_pass all = {s, weights, tiles};
  fovea_threads_perform((int)blocks_of(s->inputs), transform_weights, &all);
}

#else

void fovea_amx_weights(const fovea_amx_shape *s, const float *weights, uint16_t *tiles) {
  (void)s, (void)weights, (void)tiles;
}
void fovea_amx_source_gradient(const fovea_amx_shape *s, const uint16_t *destination_gradient, const uint16_t *tiles,
                               uint16_t *source_gradient, void *scratch) {
  (void)s, (void)destination_gradient, (void)tiles, (void)source_gradient, (void)scratch;
}

#endif
