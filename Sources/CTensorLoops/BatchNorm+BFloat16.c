// See BatchNormBFloat16.h.
#include "BatchNorm+Internal.h"
#include "Processor.h"
#include "Threads.h"

#if defined(__x86_64__)
#include <string.h>

int fovea_bfloat16_norm_available(void) { return fovea_processor_level() >= FOVEA_LEVEL_AVX512_BF16; }

static int64_t rows_of_line(const fovea_bfloat16_norm_shape *s) {
  int64_t rows = 128 / s->channels, fewest = s->channels % lanes ? 2 : 1;
  return rows > fewest ? rows : fewest;  // an even number of rows of 16 channels fills registers
}

size_t fovea_bfloat16_norm_scratch_size(const fovea_bfloat16_norm_shape *s) {
  return (size_t)(rows_of_line(s) * s->channels * (kinds + 4 * s->threads));
}

static pass pass_of(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const uint16_t *gradient,
                    uint16_t *destination, float *scratch) {
  int64_t rows = rows_of_line(s), columns = rows * s->channels;
  return (pass){s, rows, columns, source, gradient, destination, scratch, scratch + kinds * columns};
}

// One of the two sums of a channel.
static double sum_of(const pass *all, int which, int64_t channel) {
  double sum = 0;
  for (int thread = 0; thread < all->shape->threads; thread++)
    for (int64_t c = channel; c < all->columns; c += all->shape->channels) {
      double part;
      memcpy(&part, all->sums + ((thread * 2 + which) * all->columns + place(c)) * 2, sizeof part);
      sum += part;
    }
  return sum;
}

static void set_constant(const pass *all, int kind, int64_t channel, float value) {
  for (int64_t c = channel; c < all->columns; c += all->shape->channels)
    all->constants[kind * all->columns + place(c)] = value;
}

// Rounded; the conversion puts the even numbers before the odd ones.
INLINE __m512i packed(pair numbers) {
  const __m512i even = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i odd = _mm512_slli_epi32(_mm512_add_epi32(even, _mm512_set1_epi32(lanes / 2)), 16);
  return _mm512_permutexvar_epi16(_mm512_or_si512(even, odd),
                                  (__m512i)_mm512_cvtne2ps_pbh(numbers.odd, numbers.even));
}

// What is not a number stays so.
INLINE pair not_negative(pair a) {
  return (pair){_mm512_max_ps(_mm512_setzero_ps(), a.even), _mm512_max_ps(_mm512_setzero_ps(), a.odd)};
}

// One register of the second pass.
INLINE void write_register(const pass *all, int64_t column, int64_t at, __mmask32 there, int backward, int relu) {
  pair difference = minus(unpacked(_mm512_maskz_loadu_epi16(there, all->source + at)),
                          constants_at(all, center, column));
  pair result;
  if (backward) {
    __m512i numbers = _mm512_maskz_loadu_epi16(there, all->gradient + at);
    pair gradient = gradient_of(all, column, numbers, difference, relu);
    result = times_plus(difference, constants_at(all, slope, column), constants_at(all, level, column));
    result = times_plus(gradient, constants_at(all, factor, column), result);
  } else {
    result = times_plus(difference, constants_at(all, factor, column), constants_at(all, offset, column));
    if (relu) result = not_negative(result);
  }
  _mm512_mask_storeu_epi16(all->destination + at, there, packed(result));
}

INLINE void write_lines(const pass *all, int thread, int backward, int relu) {
  for (int64_t line = first_line(all, thread), end = first_line(all, thread + 1); line < end; line++) {
    int64_t columns = columns_of_line(all, line), at = line * all->columns, c = 0;
    for (; c + lanes <= columns; c += lanes) write_register(all, c, at + c, 0xffffffff, backward, relu);
    if (c < columns) write_register(all, c, at + c, 0xffff, backward, relu);
  }
}

AVX512 static void write_forward(void *all, int thread) { write_lines(all, thread, 0, 0); }
AVX512 static void write_forward_relu(void *all, int thread) { write_lines(all, thread, 0, 1); }
AVX512 static void write_backward(void *all, int thread) { write_lines(all, thread, 1, 0); }
AVX512 static void write_backward_relu(void *all, int thread) { write_lines(all, thread, 1, 1); }

static float inverse_deviation(const fovea_bfloat16_norm_shape *s, float variance) {
  return 1 / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(variance + s->epsilon)));
}

// The constants that forward and backward share: the same numbers, so that both find the same outputs negative.
static void set_constants(const pass *all, const float *scale, const float *shift, const float *mean,
                          const float *variance) {
  for (int64_t c = 0; c < all->shape->channels; c++) {
    set_constant(all, center, c, mean[c]);
    set_constant(all, factor, c, scale[c] * inverse_deviation(all->shape, variance[c]));
    set_constant(all, offset, c, shift[c]);
  }
}

static float number(uint16_t bits) {
  uint32_t wide = (uint32_t)bits << 16;
  float result;
  memcpy(&result, &wide, sizeof result);
  return result;
}

// The mean of a few rows: the sums of differences to about the mean, and of their squares, lose no digits.
static void set_centers(const pass *all) {
  const fovea_bfloat16_norm_shape *s = all->shape;
  int64_t samples = s->rows < 8 ? s->rows : 8;
  for (int64_t c = 0; c < s->channels; c++) {
    float sum = 0;
    for (int64_t i = 0; i < samples; i++) sum += number(all->source[i * s->rows / samples * s->channels + c]);
    set_constant(all, center, c, sum / (float)samples);
  }
}

void fovea_bfloat16_norm_inference(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *scale,
                                   const float *shift, const float *mean, const float *variance,
                                   uint16_t *destination, float *scratch) {
  pass all = pass_of(s, source, NULL, destination, scratch);
  set_constants(&all, scale, shift, mean, variance);
  fovea_threads_perform(s->threads, s->applies_relu ? write_forward_relu : write_forward, &all);
}

void fovea_bfloat16_norm_forward(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *scale,
                                 const float *shift, float *mean, float *variance, uint16_t *destination,
                                 float *scratch) {
  pass all = pass_of(s, source, NULL, destination, scratch);
  set_centers(&all);
  fovea_bfloat16_norm_sum_source(&all);
  for (int64_t c = 0; c < s->channels; c++) {
    double difference = sum_of(&all, 0, c) / (double)s->rows;
    double square = sum_of(&all, 1, c) / (double)s->rows - difference * difference;
    mean[c] = (float)(all.constants[center * all.columns + place(c)] + difference);
    variance[c] = square < 0 ? 0 : (float)square;
  }
  fovea_bfloat16_norm_inference(s, source, scale, shift, mean, variance, destination, scratch);
}

void fovea_bfloat16_norm_backward(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *mean,
                                  const float *variance, const float *scale, const float *shift,
                                  const uint16_t *destination_gradient, uint16_t *source_gradient,
                                  float *scale_gradient, float *shift_gradient, float *scratch) {
  pass all = pass_of(s, source, destination_gradient, source_gradient, scratch);
  set_constants(&all, scale, shift, mean, variance);
  fovea_bfloat16_norm_sum_gradient(&all);
  for (int64_t c = 0; c < s->channels; c++) {
    double sum = sum_of(&all, 0, c), product = sum_of(&all, 1, c);
    float inverse = inverse_deviation(s, variance[c]), all_rows = (float)s->rows;
    shift_gradient[c] = (float)sum;
    scale_gradient[c] = (float)product * inverse;
    set_constant(&all, slope, c, -scale[c] * inverse * inverse * scale_gradient[c] / all_rows);
    set_constant(&all, level, c, -scale[c] * inverse * shift_gradient[c] / all_rows);
  }
  fovea_threads_perform(s->threads, s->applies_relu ? write_backward_relu : write_backward, &all);
}

#else

int fovea_bfloat16_norm_available(void) { return 0; }
size_t fovea_bfloat16_norm_scratch_size(const fovea_bfloat16_norm_shape *s) {
  (void)s;
  return 0;
}
void fovea_bfloat16_norm_inference(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *scale,
                                   const float *shift, const float *mean, const float *variance,
                                   uint16_t *destination, float *scratch) {
  (void)s, (void)source, (void)scale, (void)shift, (void)mean, (void)variance, (void)destination, (void)scratch;
}
void fovea_bfloat16_norm_forward(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *scale,
                                 const float *shift, float *mean, float *variance, uint16_t *destination,
                                 float *scratch) {
  (void)s, (void)source, (void)scale, (void)shift, (void)mean, (void)variance, (void)destination, (void)scratch;
}
void fovea_bfloat16_norm_backward(const fovea_bfloat16_norm_shape *s, const uint16_t *source, const float *mean,
                                  const float *variance, const float *scale, const float *shift,
                                  const uint16_t *destination_gradient, uint16_t *source_gradient,
                                  float *scale_gradient, float *shift_gradient, float *scratch) {
  (void)s, (void)source, (void)mean, (void)variance, (void)scale, (void)shift, (void)destination_gradient;
  (void)source_gradient, (void)scale_gradient, (void)shift_gradient, (void)scratch;
}

#endif
