// Images of bfloat16 to lines of tile registers. A product of tiles multiplies lines of the left one, whose numbers run
// along the sum, with pairs of the right one: two neighbours of the sum side by side in each of sixteen columns.
#include <string.h>

#include "AMXGradients+Internal.h"

#if defined(__x86_64__)

static const uint16_t nothing[lane];

// Numbers of two pixels channel by channel, of those channels that are there.
INLINE __m512i pair(const uint16_t *even, const uint16_t *odd, __mmask16 in_even, __mmask16 in_odd, __m512i order) {
  __m512i both = _mm512_castsi256_si512(_mm256_maskz_loadu_epi16(in_even, even));
  both = _mm512_inserti64x4(both, _mm256_maskz_loadu_epi16(in_odd, odd), 1);
  return _mm512_permutexvar_epi16(order, both);
}

INLINE __m512i pair_order(void) {
  __m512i low = _mm512_cvtepu16_epi32(_mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  return _mm512_or_si512(low, _mm512_slli_epi32(_mm512_add_epi32(low, _mm512_set1_epi32(lane)), 16));
}

AMX void fovea_amx_pair_row(const image_group *images, int64_t row, int64_t left, int64_t step, int64_t columns,
                            uint32_t channels, uint8_t *lines) {
  int64_t pairs = images->side_by_side / 2, bytes = pairs * line_bytes;
  if (row < 0 || row >= images->height) {
    memset(lines, 0, (size_t)(columns * bytes));
    return;
  }
  // The columns from `begin` to `end` are inside.
  int64_t begin = least(columns, left < 0 ? quotient_up(-left, step) : 0);
  int64_t end = left >= images->width ? begin : most(begin, least(columns, (images->width - 1 - left) / step + 1));
  memset(lines, 0, (size_t)(begin * bytes));
  memset(lines + end * bytes, 0, (size_t)((columns - end) * bytes));
  const __m512i order = pair_order();
  // Rows come from memory: the next one that will be read is asked for.
  int64_t ahead = step * images->width * images->pixel;
  int64_t offset = (row * images->width + left + begin * step) * images->pixel;
  for (int64_t p = 0; p < pairs; p++) {
    int has_even = 2 * p < images->count, has_odd = 2 * p + 1 < images->count;
    const uint16_t *even = has_even ? images->first + 2 * p * images->apart + offset : nothing;
    const uint16_t *odd = has_odd ? images->first + (2 * p + 1) * images->apart + offset : nothing;
    int64_t even_step = has_even ? step * images->pixel : 0, odd_step = has_odd ? step * images->pixel : 0;
    uint8_t *line = lines + begin * bytes + p * line_bytes;
    for (int64_t x = begin; x < end; x++) {
      _mm_prefetch((const char *)(even + ahead), _MM_HINT_T0);
      _mm_prefetch((const char *)(odd + ahead), _MM_HINT_T0);
      _mm512_store_si512(line, pair(even, odd, (__mmask16)channels, (__mmask16)channels, order));
      even += even_step, odd += odd_step, line += bytes;
    }
  }
}

AMX void fovea_amx_fold_row(const image_group *images, int64_t row, int64_t left, int64_t step, int64_t columns,
                            int64_t folded, uint8_t *lines) {
  int is_inside = row >= 0 && row < images->height;
  const __m512i order = pair_order();
  for (int64_t x = 0; x < columns; x++) {
    int64_t at = left + x * step;
    // The pixels from `begin` to `end` of those that are folded are inside.
    int64_t begin = least(folded, most(0, -at));
    int64_t end = is_inside ? most(begin, least(folded, images->width - at)) : begin;
    uint32_t channels = (1u << end * images->pixel) - (1u << begin * images->pixel);
    const uint16_t *from = images->first + (row * images->width + at) * images->pixel;
    for (int64_t n = 0; n < images->side_by_side; n += 2, lines += line_bytes) {
      uint32_t even = n < images->count ? channels : 0, odd = n + 1 < images->count ? channels : 0;
      const uint16_t *image = from + n * images->apart;
      _mm512_store_si512(lines, pair(image, image + images->apart, (__mmask16)even, (__mmask16)odd, order));
    }
  }
}

AMX void fovea_amx_transpose_pairs(const uint8_t *pairs, uint8_t *tile) {
  __m512i a[lane], b[lane];
  for (int i = 0; i < lane; i++) a[i] = _mm512_load_si512(pairs + i * line_bytes);
  for (int i = 0; i < lane; i += 2) {
    b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
  }
  for (int i = 0; i < lane; i += 4)
    for (int j = 0; j < 2; j++) {
      a[i + 2 * j] = _mm512_unpacklo_epi64(b[i + j], b[i + j + 2]);
      a[i + 2 * j + 1] = _mm512_unpackhi_epi64(b[i + j], b[i + j + 2]);
    }
  // a[4 g + j] has in each quarter q the lines 4 g to 4 g + 3 of channel 4 q + j.
  for (int j = 0; j < 4; j++) {
    __m512i low = _mm512_shuffle_i32x4(a[j], a[j + 4], 0x88), high = _mm512_shuffle_i32x4(a[j], a[j + 4], 0xdd);
    __m512i low_next = _mm512_shuffle_i32x4(a[j + 8], a[j + 12], 0x88);
    __m512i high_next = _mm512_shuffle_i32x4(a[j + 8], a[j + 12], 0xdd);
    _mm512_store_si512(tile + j * line_bytes, _mm512_shuffle_i32x4(low, low_next, 0x88));
    _mm512_store_si512(tile + (j + 4) * line_bytes, _mm512_shuffle_i32x4(high, high_next, 0x88));
    _mm512_store_si512(tile + (j + 8) * line_bytes, _mm512_shuffle_i32x4(low, low_next, 0xdd));
    _mm512_store_si512(tile + (j + 12) * line_bytes, _mm512_shuffle_i32x4(high, high_next, 0xdd));
  }
}

AMX void fovea_amx_sum_pairs(const uint8_t *pairs, int64_t count, float *sums) {
  const __m512bh one = (__m512bh)_mm512_set1_epi16(0x3f80);
  __m512 sum = _mm512_setzero_ps();
  for (int64_t i = 0; i < count; i++)
    sum = _mm512_dpbf16_ps(sum, (__m512bh)_mm512_load_si512(pairs + i * line_bytes), one);
  _mm512_storeu_ps(sums, _mm512_add_ps(_mm512_loadu_ps(sums), sum));
}

#endif
