// See MaxPooling.h.
#include "MaxPooling.h"

#include <stddef.h>
#include <string.h>

#include "COneDNN.h"
#include "Processor.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

typedef struct {
  const fovea_pooling_shape *shape;
  const float *source;
  float *destination;
  uint32_t *places;
} pass;

int fovea_pooling_available(void) { return fovea_processor_level() >= FOVEA_LEVEL_AVX2; }

// The planes of a thread: as many as those of any other, one more or less.
static int64_t first_plane(const fovea_pooling_shape *s, int thread) { return s->planes * thread / s->threads; }

AVX2 static void forward_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * 8;
  for (int64_t plane = first_plane(s, thread); plane < first_plane(s, thread + 1); plane++) {
    float *to = all->destination + plane * rows * columns * 8;
    uint32_t *places = all->places ? all->places + plane * rows * columns : NULL;
    for (int64_t y = 0; y < rows; y++) {
      const float *from = all->source + (plane * s->height + 2 * y) * line;
      for (int64_t x = 0; x < columns; x++, from += 16, to += 8) {
        __m256 a = _mm256_loadu_ps(from), b = _mm256_loadu_ps(from + 8);
        __m256 c = _mm256_loadu_ps(from + line), d = _mm256_loadu_ps(from + line + 8);
        __m256 is_b = _mm256_cmp_ps(b, a, _CMP_GT_OQ), is_d = _mm256_cmp_ps(d, c, _CMP_GT_OQ);
        __m256 upper = _mm256_blendv_ps(a, b, is_b), lower = _mm256_blendv_ps(c, d, is_d);
        __m256 is_lower = _mm256_cmp_ps(lower, upper, _CMP_GT_OQ);
        _mm256_storeu_ps(to, _mm256_blendv_ps(upper, lower, is_lower));
        if (places)
          *places++ = (uint32_t)_mm256_movemask_ps(is_b) | (uint32_t)_mm256_movemask_ps(is_d) << 8 |
                      (uint32_t)_mm256_movemask_ps(is_lower) << 16;
      }
    }
  }
}

void fovea_pooling_forward(const fovea_pooling_shape *s, const float *source, float *destination, uint32_t *places) {
  pass all = {s, source, destination, places};
  fovea_threads_perform(s->threads, forward_thread, &all);
}

AVX2 static void backward_thread(void *context, int thread) {
  const pass *all = context;
  const fovea_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * 8;
  // The bit of each of eight channels in the three bytes of a place.
  const __m256i bit = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  const __m256i bit_d = _mm256_slli_epi32(bit, 8), bit_lower = _mm256_slli_epi32(bit, 16);
  for (int64_t plane = first_plane(s, thread); plane < first_plane(s, thread + 1); plane++) {
    const float *from = all->source + plane * rows * columns * 8;
    const uint32_t *places = all->places + plane * rows * columns;
    float *image = all->destination + plane * s->height * line;
    for (int64_t y = 0; y < rows; y++) {
      float *to = image + 2 * y * line;
      for (int64_t x = 0; x < columns; x++, from += 8, to += 16) {
        __m256 gradient = _mm256_loadu_ps(from);
        __m256i place = _mm256_set1_epi32((int32_t)*places++);
        __m256 is_b = _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(place, bit), bit));
        __m256 is_d = _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(place, bit_d), bit_d));
        __m256 is_lower = _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(place, bit_lower), bit_lower));
        __m256 upper = _mm256_andnot_ps(is_lower, gradient), lower = _mm256_and_ps(is_lower, gradient);
        _mm256_storeu_ps(to, _mm256_andnot_ps(is_b, upper));
        _mm256_storeu_ps(to + 8, _mm256_and_ps(is_b, upper));
        _mm256_storeu_ps(to + line, _mm256_andnot_ps(is_d, lower));
        _mm256_storeu_ps(to + line + 8, _mm256_and_ps(is_d, lower));
      }
      if (s->width % 2 == 1) {
        memset(to, 0, 8 * sizeof(float));
        memset(to + line, 0, 8 * sizeof(float));
      }
    }
    if (s->height % 2 == 1) memset(image + 2 * rows * line, 0, (size_t)line * sizeof(float));
  }
}

void fovea_pooling_backward(const fovea_pooling_shape *s, const float *gradient, const uint32_t *places,
                            float *source_gradient) {
  pass all = {s, gradient, source_gradient, (uint32_t *)places};
  fovea_threads_perform(s->threads, backward_thread, &all);
}

#else

int fovea_pooling_available(void) { return 0; }
void fovea_pooling_forward(const fovea_pooling_shape *s, const float *source, float *destination, uint32_t *places) {
  (void)s, (void)source, (void)destination, (void)places;
}
void fovea_pooling_backward(const fovea_pooling_shape *s, const float *gradient, const uint32_t *places,
                            float *source_gradient) {
  (void)s, (void)gradient, (void)places, (void)source_gradient;
}

#endif
