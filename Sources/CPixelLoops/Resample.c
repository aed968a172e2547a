// Weighted sums of neighbouring pixels: 8-bit pixels, 16-bit fixed-point weights, 32-bit sums.
//
// The instructions are chosen at run time, because a compiler's baseline for x86-64 ends at SSE2. All ways give the
// same bytes: the sums are of integers and have one order of rounding.
#include "PixelLoops.h"
#include "Processor.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

static inline uint8_t rounded(int32_t sum, int precision) {
  int32_t value = sum >> precision;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

// The targets `from` to `to` of one row.
static void row_plain(const uint8_t *source, uint32_t channels, const fovea_resampling *axis, uint32_t from,
                      uint32_t to, uint8_t *target) {
  int32_t half = 1 << (axis->precision - 1);
  for (uint32_t x = from; x < to; x++) {
    const int16_t *weights = axis->weights + (size_t)x * axis->stride;
    const uint8_t *first = source + (size_t)axis->firsts[x] * channels;
    for (uint32_t c = 0; c < channels; c++) {
      int32_t sum = half;
      for (int32_t k = 0; k < axis->counts[x]; k++) sum += first[k * channels + c] * weights[k];
      target[x * channels + c] = rounded(sum, axis->precision);
    }
  }
}

static void column_plain(const uint8_t *source, size_t stride, size_t from, size_t to, const fovea_resampling *axis,
                         uint32_t y, uint8_t *target) {
  const int16_t *weights = axis->weights + (size_t)y * axis->stride;
  const uint8_t *first = source + (size_t)axis->firsts[y] * stride;
  for (size_t x = from; x < to; x++) {
    int32_t sum = 1 << (axis->precision - 1);
    for (int32_t k = 0; k < axis->counts[y]; k++) sum += first[k * stride + x] * weights[k];
    target[x] = rounded(sum, axis->precision);
  }
}

#ifdef AVX2
// How many targets of a row can be made by loads of 16 bytes, one for every `step` pixels of a span, that end before
// `end`. Spans begin and end in order; one that is rounded up to whole loads may reach past the next by less than a
// load, for which there is a margin.
static uint32_t safe_targets(const uint8_t *source, const uint8_t *end, uint32_t channels, uint32_t step,
                             const fovea_resampling *axis) {
  uint32_t safe = axis->count;
  while (safe > 0) {
    uint32_t loads = ((uint32_t)axis->counts[safe - 1] + step - 1) / step;
    const uint8_t *last = source + ((size_t)axis->firsts[safe - 1] + (loads - 1) * step) * channels + 16 +
                          (size_t)(step - 1) * channels;
    if (last <= end) break;
    safe--;
  }
  return safe;
}

// The weighted sum of one span of two rows of RGB, one row in each half of a register; four pixels a step:
//   bytes  r0 g0 b0 r1 g1 b1 r2 …   →   words r0 r1 | g0 g1 | b0 b1 | –   ·   w0 w1 | w0 w1 | w0 w1 | –
AVX2 static inline __m256i span_rgb(const uint8_t *upper, const uint8_t *lower, const fovea_resampling *axis,
                                    uint32_t x) {
  const __m256i low = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
  const __m256i high = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
  const int16_t *weights = axis->weights + (size_t)x * axis->stride;
  size_t offset = (size_t)axis->firsts[x] * 3;
  __m256i sum = _mm256_set1_epi32(1 << (axis->precision - 1));
  for (int32_t k = 0; k < axis->counts[x]; k += 4, offset += 12) {
    __m256i pixels = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(upper + offset))),
        _mm_loadu_si128((const __m128i *)(lower + offset)), 1);
    __m256i four = _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)(weights + k)));
    sum = _mm256_add_epi32(
        sum, _mm256_madd_epi16(_mm256_shuffle_epi8(pixels, low), _mm256_shuffle_epi32(four, 0x00)));
    sum = _mm256_add_epi32(
        sum, _mm256_madd_epi16(_mm256_shuffle_epi8(pixels, high), _mm256_shuffle_epi32(four, 0x55)));
  }
  return _mm256_sra_epi32(sum, _mm_cvtsi32_si128(axis->precision));
}

// Two rows of RGB at once. Four targets are rounded and stored together, as 12 bytes of each row.
AVX2 static void rows_rgb(const uint8_t *upper, const uint8_t *lower, const fovea_resampling *axis, uint32_t targets,
                          uint8_t *upper_target, uint8_t *lower_target) {
  const __m256i dense = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  uint32_t x = 0;
  for (; x + 4 <= targets; x += 4) {
    __m256i first = _mm256_packs_epi32(span_rgb(upper, lower, axis, x), span_rgb(upper, lower, axis, x + 1));
    __m256i second = _mm256_packs_epi32(span_rgb(upper, lower, axis, x + 2), span_rgb(upper, lower, axis, x + 3));
    __m256i bytes = _mm256_shuffle_epi8(_mm256_packus_epi16(first, second), dense);
    __m128i halves[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
    uint8_t *to[2] = {upper_target + 3 * x, lower_target + 3 * x};
    for (int row = 0; row < 2; row++) {
      _mm_storel_epi64((__m128i *)to[row], halves[row]);
      uint32_t rest = (uint32_t)_mm_extract_epi32(halves[row], 2);
      memcpy(to[row] + 8, &rest, 4);
    }
  }
  for (; x < targets; x++) {
    __m256i sum = span_rgb(upper, lower, axis, x);
    sum = _mm256_packus_epi16(_mm256_packs_epi32(sum, sum), sum);
    uint32_t a = (uint32_t)_mm256_extract_epi32(sum, 0), b = (uint32_t)_mm256_extract_epi32(sum, 4);
    memcpy(upper_target + 3 * x, &a, 3);
    memcpy(lower_target + 3 * x, &b, 3);
  }
}

AVX2 static void row_gray(const uint8_t *source, const fovea_resampling *axis, uint32_t targets, uint8_t *target) {
  for (uint32_t x = 0; x < targets; x++) {
    const int16_t *weights = axis->weights + (size_t)x * axis->stride;
    const uint8_t *first = source + axis->firsts[x];
    __m256i sum = _mm256_setzero_si256();
    for (int32_t k = 0; k < axis->counts[x]; k += 16) {
      __m256i pixels = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(first + k)));
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pixels, _mm256_loadu_si256((const __m256i *)(weights + k))));
    }
    __m128i part = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    part = _mm_add_epi32(part, _mm_shuffle_epi32(part, 0x4e));
    part = _mm_add_epi32(part, _mm_shuffle_epi32(part, 0xb1));
    target[x] = rounded(_mm_cvtsi128_si32(part) + (1 << (axis->precision - 1)), axis->precision);
  }
}

// 32 columns at once, two rows of a span a step.
AVX2 static size_t column_avx2(const uint8_t *source, size_t stride, size_t row_bytes, const fovea_resampling *axis,
                               uint32_t y, uint8_t *target) {
  const int16_t *weights = axis->weights + (size_t)y * axis->stride;
  const uint8_t *first = source + (size_t)axis->firsts[y] * stride;
  const __m256i half = _mm256_set1_epi32(1 << (axis->precision - 1)), zero = _mm256_setzero_si256();
  const __m128i shift = _mm_cvtsi32_si128(axis->precision);
  size_t x = 0;
  for (; x + 32 <= row_bytes; x += 32) {
    __m256i s0 = half, s1 = half, s2 = half, s3 = half;
    int32_t count = axis->counts[y];
    for (int32_t k = 0; k < count; k += 2) {
      __m256i a = _mm256_loadu_si256((const __m256i *)(first + (size_t)k * stride + x));
      // The row after the last one has no weight.
      __m256i b = k + 1 < count ? _mm256_loadu_si256((const __m256i *)(first + (size_t)(k + 1) * stride + x)) : zero;
      __m256i pair = _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)weights[k] | (uint32_t)(uint16_t)weights[k + 1] << 16));
      __m256i low = _mm256_unpacklo_epi8(a, b), high = _mm256_unpackhi_epi8(a, b);
      s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), pair));
      s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), pair));
      s2 = _mm256_add_epi32(s2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), pair));
      s3 = _mm256_add_epi32(s3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), pair));
    }
    s0 = _mm256_packs_epi32(_mm256_sra_epi32(s0, shift), _mm256_sra_epi32(s1, shift));
    s2 = _mm256_packs_epi32(_mm256_sra_epi32(s2, shift), _mm256_sra_epi32(s3, shift));
    _mm256_storeu_si256((__m256i *)(target + x), _mm256_packus_epi16(s0, s2));
  }
  return x;
}
#endif

void fovea_resample_rows(const uint8_t *source, size_t stride, uint32_t rows, uint32_t channels,
                         const uint8_t *end, const fovea_resampling *axis, uint8_t *target) {
  size_t row_bytes = (size_t)axis->count * channels;
  uint32_t y = 0;
#ifdef AVX2
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX2) {
    for (; channels == 3 && y + 2 <= rows; y += 2) {
      const uint8_t *upper = source + y * stride, *lower = upper + stride;
      uint32_t safe = safe_targets(lower, end, 3, 4, axis);
      rows_rgb(upper, lower, axis, safe, target + y * row_bytes, target + (y + 1) * row_bytes);
      row_plain(upper, 3, axis, safe, axis->count, target + y * row_bytes);
      row_plain(lower, 3, axis, safe, axis->count, target + (y + 1) * row_bytes);
    }
    for (; channels == 1 && y < rows; y++) {
      const uint8_t *row = source + y * stride;
      uint32_t safe = safe_targets(row, end, 1, 16, axis);
      row_gray(row, axis, safe, target + y * row_bytes);
      row_plain(row, 1, axis, safe, axis->count, target + y * row_bytes);
    }
  }
#else
  (void)end;
#endif
  for (; y < rows; y++) row_plain(source + y * stride, channels, axis, 0, axis->count, target + y * row_bytes);
}

void fovea_resample_columns(const uint8_t *source, size_t stride, size_t row_bytes, const fovea_resampling *axis,
                            uint8_t *target) {
  for (uint32_t y = 0; y < axis->count; y++) {
    uint8_t *row = target + y * row_bytes;
    size_t done = 0;
#ifdef AVX2
    if (fovea_processor_level() >= FOVEA_LEVEL_AVX2) done = column_avx2(source, stride, row_bytes, axis, y, row);
#endif
    column_plain(source, stride, done, row_bytes, axis, y, row);
  }
}
