// See MaxPoolingBFloat16.h.
#include "MaxPoolingBFloat16.h"

#include <string.h>

#include "Threads.h"
#include "Processor.h"

// Channels of a register, for which `places` has a number that says which maxima are on the right, and one for below.
enum { lanes = 32 };

static int64_t registers(const fovea_bfloat16_pooling_shape *s) { return (s->channels + lanes - 1) / lanes; }

size_t fovea_bfloat16_pooling_places_size(const fovea_bfloat16_pooling_shape *s) {
  return (size_t)(s->batch * (s->height / 2) * (s->width / 2) * registers(s) * 2);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))

typedef struct {
  const fovea_bfloat16_pooling_shape *shape;
  const uint16_t *source;
  uint16_t *destination;
  uint32_t *places;
} pass;

int fovea_bfloat16_pooling_available(void) { return fovea_processor_level() >= FOVEA_LEVEL_AVX512; }

// The rows of the output of all images, shared out among the threads.
static int64_t first_row(const fovea_bfloat16_pooling_shape *s, int thread) {
  return s->batch * (s->height / 2) * thread / s->threads;
}

// The channels from `c` on that a register has.
static inline __mmask32 channels_from(const fovea_bfloat16_pooling_shape *s, int64_t c) {
  return s->channels - c >= lanes ? 0xffffffff : 0xffff;
}

// Integers in the order of the numbers: the magnitude, with the sign.
static inline __attribute__((always_inline)) AVX512 __m512i order_of(__m512i numbers) {
  __m512i magnitude = _mm512_and_si512(numbers, _mm512_set1_epi16(0x7fff));
  return _mm512_mask_sub_epi16(magnitude, _mm512_movepi16_mask(numbers), _mm512_setzero_si512(), magnitude);
}

AVX512 static void forward_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_bfloat16_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * s->channels;
  for (int64_t row = first_row(s, thread); row < first_row(s, thread + 1); row++) {
    const uint16_t *from = all->source + (row / rows * s->height + row % rows * 2) * line;
    uint16_t *to = all->destination + row * columns * s->channels;
    uint32_t *places = all->places ? all->places + row * columns * registers(s) * 2 : NULL;
    for (int64_t x = 0; x < columns; x++, from += 2 * s->channels, to += s->channels)
      for (int64_t c = 0; c < s->channels; c += lanes) {
        __mmask32 there = channels_from(s, c);
        __m512i a = _mm512_maskz_loadu_epi16(there, from + c);
        __m512i b = _mm512_maskz_loadu_epi16(there, from + s->channels + c);
        __m512i d = _mm512_maskz_loadu_epi16(there, from + line + c);
        __m512i e = _mm512_maskz_loadu_epi16(there, from + line + s->channels + c);
        __mmask32 is_b = _mm512_cmpgt_epi16_mask(order_of(b), order_of(a));
        __mmask32 is_e = _mm512_cmpgt_epi16_mask(order_of(e), order_of(d));
        __m512i upper = _mm512_mask_mov_epi16(a, is_b, b), lower = _mm512_mask_mov_epi16(d, is_e, e);
        __mmask32 is_lower = _mm512_cmpgt_epi16_mask(order_of(lower), order_of(upper));
        _mm512_mask_storeu_epi16(to + c, there, _mm512_mask_mov_epi16(upper, is_lower, lower));
        if (places) {
          *places++ = (is_b & ~is_lower) | (is_e & is_lower);
          *places++ = is_lower;
        }
      }
  }
}

void fovea_bfloat16_pooling_forward(const fovea_bfloat16_pooling_shape *s, const uint16_t *source,
                                    uint16_t *destination, uint32_t *places) {
  pass all = {s, source, destination, places};
  fovea_threads_perform(s->threads, forward_thread, &all);
}

AVX512 static void backward_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_bfloat16_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * s->channels;
  for (int64_t row = first_row(s, thread); row < first_row(s, thread + 1); row++) {
    const uint16_t *from = all->source + row * columns * s->channels;
    const uint32_t *places = all->places + row * columns * registers(s) * 2;
    uint16_t *to = all->destination + (row / rows * s->height + row % rows * 2) * line;
    for (int64_t x = 0; x < columns; x++, from += s->channels, to += 2 * s->channels)
      for (int64_t c = 0; c < s->channels; c += lanes, places += 2) {
        __mmask32 there = channels_from(s, c), right = places[0], lower = places[1];
        __m512i gradient = _mm512_maskz_loadu_epi16(there, from + c);
        uint16_t *below = to + line + c;
        _mm512_mask_storeu_epi16(to + c, there, _mm512_maskz_mov_epi16(~right & ~lower, gradient));
        _mm512_mask_storeu_epi16(to + s->channels + c, there, _mm512_maskz_mov_epi16(right & ~lower, gradient));
        _mm512_mask_storeu_epi16(below, there, _mm512_maskz_mov_epi16(~right & lower, gradient));
        _mm512_mask_storeu_epi16(below + s->channels, there, _mm512_maskz_mov_epi16(right & lower, gradient));
      }
    if (s->width % 2 == 1) {
      memset(to, 0, (size_t)s->channels * sizeof(uint16_t));
      memset(to + line, 0, (size_t)s->channels * sizeof(uint16_t));
    }
    if (s->height % 2 == 1 && row % rows == rows - 1)
      memset(all->destination + (row / rows * s->height + 2 * rows) * line, 0, (size_t)line * sizeof(uint16_t));
  }
}

void fovea_bfloat16_pooling_backward(const fovea_bfloat16_pooling_shape *s, const uint16_t *gradient,
                                     const uint32_t *places, uint16_t *source_gradient) {
  pass all = {s, gradient, source_gradient, (uint32_t *)places};
  fovea_threads_perform(s->threads, backward_thread, &all);
}

#else

int fovea_bfloat16_pooling_available(void) { return 0; }
void fovea_bfloat16_pooling_forward(const fovea_bfloat16_pooling_shape *s, const uint16_t *source,
                                    uint16_t *destination, uint32_t *places) {
  (void)s, (void)source, (void)destination, (void)places;
}
void fovea_bfloat16_pooling_backward(const fovea_bfloat16_pooling_shape *s, const uint16_t *gradient,
                                     const uint32_t *places, uint16_t *source_gradient) {
  (void)s, (void)gradient, (void)places, (void)source_gradient;
}

#endif
