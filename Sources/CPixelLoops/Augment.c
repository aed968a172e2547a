// What augmentation does to every pixel of every picture in every epoch: bilinear interpolation along the axes, a matrix
// of colours, sums of channels.
//
// As in Resample.c the instructions are chosen at run time and all ways give the same bytes: interpolation is of
// integers, and the floating-point sums of colours are made in one order, without fused multiplications.
#include <string.h>

#include "PixelLoops.h"
#include "Processor.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

// Interpolates a row of the source at the columns. Sums have 16 bits, 0 to 65,280; 32,768 is taken from them so that
// they are signed, as vectors multiply.
static void across_plain(const uint8_t *row, uint32_t width, uint32_t channels, const fovea_tap *columns, uint32_t from,
                         int16_t *line) {
  for (uint32_t x = from; x < width; x++) {
    uint32_t first = columns[x].first, second = first + 1 < width ? first + 1 : first;
    int32_t right = columns[x].weight, left = 256 - right;
    for (uint32_t c = 0; c < channels; c++) {
      int32_t sum = row[first * channels + c] * left + row[second * channels + c] * right;
      line[x * channels + c] = (int16_t)(sum - 32768);
    }
  }
}

// Interpolates between two such rows.
static void down_plain(const int16_t *upper, const int16_t *lower, int32_t weight, size_t from, size_t count,
                       uint8_t *target) {
  for (size_t i = from; i < count; i++) {
    int32_t sum = upper[i] * (256 - weight) + lower[i] * weight + 32768 * 256;
    target[i] = (uint8_t)((sum + 32768) >> 16);
  }
}

#ifdef AVX2
// Four pixels at once, a pixel in each half of a register:
//   bytes  l0 l1 l2 r0 r1 r2 …   →   words l0 r0 | l1 r1 | l2 r2 | –   ·   256−w w | 256−w w | 256−w w | –
// Reads 8 bytes for a pixel, and writes 2 numbers past the last one.
AVX2 static uint32_t across_rgb(const uint8_t *row, uint32_t width, const fovea_tap *columns, int16_t *line) {
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
  const __m256i middle = _mm256_set1_epi32(32768);
  uint32_t x = 0;
  for (; x + 4 <= width; x += 4) {
    const fovea_tap *tap = columns + x;
    __m256i sums[2];
    for (int pair = 0; pair < 2; pair++, tap += 2) {
      __m256i pixels = _mm256_inserti128_si256(
          _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(row + 3 * tap[0].first))),
          _mm_loadl_epi64((const __m128i *)(row + 3 * tap[1].first)), 1);
      // Two words a tap: what the left pixel weighs, and the right one.
      __m256i weights = _mm256_inserti128_si256(
          _mm256_castsi128_si256(_mm_set1_epi32((int32_t)(tap[0].weight << 16 | (256 - tap[0].weight)))),
          _mm_set1_epi32((int32_t)(tap[1].weight << 16 | (256 - tap[1].weight))), 1);
      sums[pair] = _mm256_sub_epi32(_mm256_madd_epi16(_mm256_shuffle_epi8(pixels, order), weights), middle);
    }
    __m256i four = _mm256_packs_epi32(sums[0], sums[1]);
    __m128i even = _mm256_castsi256_si128(four), odd = _mm256_extracti128_si256(four, 1);
    int16_t *to = line + 3 * x;
    _mm_storel_epi64((__m128i *)to, even);
    _mm_storel_epi64((__m128i *)(to + 3), odd);
    _mm_storel_epi64((__m128i *)(to + 6), _mm_unpackhi_epi64(even, even));
    _mm_storel_epi64((__m128i *)(to + 9), _mm_unpackhi_epi64(odd, odd));
  }
  return x;
}

AVX2 static size_t down_avx2(const int16_t *upper, const int16_t *lower, int32_t weight, size_t count,
                             uint8_t *target) {
  const __m256i weights = _mm256_set1_epi32((int32_t)((uint32_t)weight << 16 | (uint32_t)(256 - weight)));
  const __m256i offset = _mm256_set1_epi32(32768 * 256 + 32768);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(upper + i));
    __m256i b = _mm256_loadu_si256((const __m256i *)(lower + i));
    __m256i low = _mm256_add_epi32(_mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights), offset);
    __m256i high = _mm256_add_epi32(_mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights), offset);
    __m256i words = _mm256_packs_epi32(_mm256_srli_epi32(low, 16), _mm256_srli_epi32(high, 16));
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0x08);
    _mm_storeu_si128((__m128i *)(target + i), _mm256_castsi256_si128(bytes));
  }
  return i;
}

// Eight pixels at once: three registers of red, green and blue.
AVX2 static size_t recolor_avx2(uint8_t *pixels, size_t count, const float *m) {
  const __m256i reds = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
  const __m256i greens = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1));
  const __m256i blues = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
  const __m256i packed = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m256 zero = _mm256_setzero_ps(), most = _mm256_set1_ps(255);
  size_t i = 0;
  // The second load ends four bytes past the eight pixels.
  for (; i + 10 <= count; i += 8) {
    uint8_t *at = pixels + 3 * i;
    __m256i bytes = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
                                            _mm_loadu_si128((const __m128i *)(at + 12)), 1);
    __m256 r = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(bytes, reds));
    __m256 g = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(bytes, greens));
    __m256 b = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(bytes, blues));
    __m256i levels[3];
    for (int c = 0; c < 3; c++) {
      const float *row = m + 4 * c;
      __m256 sum = _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(row[0]), r), _mm256_mul_ps(_mm256_set1_ps(row[1]), g));
      sum = _mm256_add_ps(sum, _mm256_mul_ps(_mm256_set1_ps(row[2]), b));
      sum = _mm256_add_ps(sum, _mm256_set1_ps(row[3]));
      levels[c] = _mm256_cvttps_epi32(_mm256_min_ps(_mm256_max_ps(sum, zero), most));
    }
    __m256i words = _mm256_or_si256(
        levels[0], _mm256_or_si256(_mm256_slli_epi32(levels[1], 8), _mm256_slli_epi32(levels[2], 16)));
    words = _mm256_shuffle_epi8(words, packed);
    __m128i first = _mm256_castsi256_si128(words), second = _mm256_extracti128_si256(words, 1);
    // Twelve bytes each, and not one more: what follows is still to be read.
    int32_t rest = _mm_extract_epi32(first, 2);
    _mm_storel_epi64((__m128i *)at, first);
    memcpy(at + 8, &rest, 4);
    rest = _mm_extract_epi32(second, 2);
    _mm_storel_epi64((__m128i *)(at + 12), second);
    memcpy(at + 20, &rest, 4);
  }
  return i;
}

// Sums of 32 pixels a step: 96 bytes, of which every third belongs to a channel.
AVX2 static size_t sums_avx2(const uint8_t *pixels, size_t count, uint64_t *sums) {
  uint8_t pattern[96 + 2];
  for (int i = 0; i < 98; i++) pattern[i] = i % 3 == 0 ? 255 : 0;
  __m256i totals[3] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    for (int block = 0; block < 3; block++) {
      __m256i bytes = _mm256_loadu_si256((const __m256i *)(pixels + 3 * i + 32 * block));
      for (int c = 0; c < 3; c++) {
        // Byte k of this block is of channel (32·block + k) mod 3.
        __m256i mask = _mm256_loadu_si256((const __m256i *)(pattern + (32 * block - c + 3) % 3));
        totals[c] = _mm256_add_epi64(totals[c], _mm256_sad_epu8(_mm256_and_si256(bytes, mask), _mm256_setzero_si256()));
      }
    }
  }
  for (int c = 0; c < 3; c++) {
    uint64_t parts[4];
    _mm256_storeu_si256((__m256i *)parts, totals[c]);
    sums[c] += parts[0] + parts[1] + parts[2] + parts[3];
  }
  return i;
}
#endif

static int has_avx2(void) {
#ifdef AVX2
  return fovea_processor_level() >= FOVEA_LEVEL_AVX2;
#else
  return 0;
#endif
}

void fovea_interpolate(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels,
                       const fovea_tap *columns, const fovea_tap *rows, int16_t *lines, uint8_t *target) {
  size_t count = (size_t)width * channels;
  int is_fast = has_avx2();
  // The last two rows that were interpolated across: neighbouring targets mostly need the same ones.
  int16_t *line[2] = {lines, lines + count + 2};
  int64_t held[2] = {-1, -1};
  for (uint32_t y = 0; y < height; y++) {
    int64_t needed[2] = {rows[y].first, rows[y].first + 1 < height ? rows[y].first + 1 : rows[y].first};
    if (rows[y].weight == 0) needed[1] = needed[0];
    int place[2];
    for (int i = 0; i < 2; i++) {
      place[i] = held[0] == needed[i] ? 0 : held[1] == needed[i] ? 1 : -1;
      if (place[i] >= 0) continue;
      // In place of a row that this target does not need.
      place[i] = held[0] == needed[1 - i] ? 1 : 0;
      const uint8_t *row = source + (size_t)needed[i] * count;
      uint32_t done = 0;
#ifdef AVX2
      // A load may end 5 bytes past the last pixel, which is past the picture in its last row.
      if (is_fast && channels == 3 && needed[i] + 1 < height && count >= 8)
        done = across_rgb(row, width, columns, line[place[i]]);
#endif
      across_plain(row, width, channels, columns, done, line[place[i]]);
      held[place[i]] = needed[i];
    }
    const int16_t *upper = line[place[0]], *lower = line[place[1]];
    int32_t weight = (int32_t)rows[y].weight;
    size_t done = 0;
#ifdef AVX2
    if (is_fast) done = down_avx2(upper, lower, weight, count, target + y * count);
#endif
    down_plain(upper, lower, weight, done, count, target + y * count);
  }
}

void fovea_recolor(uint8_t *pixels, size_t count, const float *matrix) {
  size_t i = 0;
#ifdef AVX2
  if (has_avx2()) i = recolor_avx2(pixels, count, matrix);
#endif
  for (; i < count; i++) {
    uint8_t *at = pixels + 3 * i;
    float r = at[0], g = at[1], b = at[2];
    for (int c = 0; c < 3; c++) {
      const float *row = matrix + 4 * c;
      float sum = row[0] * r + row[1] * g;
      sum = sum + row[2] * b;
      sum = sum + row[3];
      at[c] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
  }
}

void fovea_channel_sums(const uint8_t *pixels, size_t count, uint64_t *sums) {
  sums[0] = sums[1] = sums[2] = 0;
  size_t i = 0;
#ifdef AVX2
  if (has_avx2()) i = sums_avx2(pixels, count, sums);
#endif
  for (; i < count; i++)
    for (int c = 0; c < 3; c++) sums[c] += pixels[3 * i + c];
}
