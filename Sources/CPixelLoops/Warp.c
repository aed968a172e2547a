// Bilinear interpolation along any direction, as rotation and shear need it.
//
// As in Augment.c the instructions are chosen at run time and all ways give the same bytes: positions are computed in
// single precision in one order, without fused multiplications, and interpolation is of integers.
#include <string.h>

#include "PixelLoops.h"
#include "Processor.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

// A position on an axis: the source pixel before it, the one after it, and what the second weighs of 256.
typedef struct {
  uint32_t first;
  uint32_t second;
  int32_t weight;
} place;

static inline place placed(float position, uint32_t count) {
  float last = (float)(count - 1);
  float inside = position > 0 ? position : 0;
  inside = inside < last ? inside : last;
  uint32_t first = (uint32_t)inside;
  float rest = (inside - (float)first) * 256;
  return (place){first, first + 1 < count ? first + 1 : first, (int32_t)(rest + 0.5f)};
}

// The pixels from `from` on of row `y`.
static void warp_plain(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels, const float *map,
                       uint32_t y, uint32_t from, uint8_t *target) {
  float middle_x = (float)(width - 1) / 2, middle_y = (float)(height - 1) / 2, down = (float)y - middle_y;
  for (uint32_t x = from; x < width; x++) {
    float across = (float)x - middle_x;
    place column = placed(map[0] * across + map[1] * down + map[2] + middle_x, width);
    place row = placed(map[3] * across + map[4] * down + map[5] + middle_y, height);
    const uint8_t *upper = source + (size_t)row.first * width * channels;
    const uint8_t *lower = source + (size_t)row.second * width * channels;
    for (uint32_t c = 0; c < channels; c++) {
      uint32_t left = column.first * channels + c, right = column.second * channels + c;
      int32_t top = upper[left] * (256 - column.weight) + upper[right] * column.weight;
      int32_t bottom = lower[left] * (256 - column.weight) + lower[right] * column.weight;
      int32_t sum = top * (256 - row.weight) + bottom * row.weight;
      target[x * channels + c] = (uint8_t)((sum + 32768) >> 16);
    }
  }
}

#ifdef AVX2
typedef struct {
  __m256i first;
  __m256i weight;
  // −1 where there is a pixel behind the first one, else 0.
  __m256i has_second;
} places;

AVX2 static inline places placed_avx2(__m256 position, uint32_t count) {
  const __m256 last = _mm256_set1_ps((float)(count - 1));
  __m256 inside = _mm256_min_ps(_mm256_max_ps(position, _mm256_setzero_ps()), last);
  places result;
  result.first = _mm256_cvttps_epi32(inside);
  __m256 rest = _mm256_mul_ps(_mm256_sub_ps(inside, _mm256_cvtepi32_ps(result.first)), _mm256_set1_ps(256));
  result.weight = _mm256_cvttps_epi32(_mm256_add_ps(rest, _mm256_set1_ps(0.5f)));
  result.has_second = _mm256_cmpgt_epi32(_mm256_set1_epi32((int32_t)count - 1), result.first);
  return result;
}

// The 4 bytes from each of eight offsets on. Those that would end behind `last`, the last offset that may be read, are
// read before it and moved.
AVX2 static inline __m256i gathered(const uint8_t *source, __m256i offsets, __m256i last) {
  __m256i safe = _mm256_min_epi32(offsets, last);
  __m256i bits = _mm256_slli_epi32(_mm256_sub_epi32(offsets, safe), 3);
  return _mm256_srlv_epi32(_mm256_i32gather_epi32((const int *)(const void *)source, safe, 1), bits);
}

// Eight RGB pixels of row `y` at once, from which on it returns how many were made.
AVX2 static uint32_t warp_rgb(const uint8_t *source, uint32_t width, uint32_t height, const float *map, uint32_t y,
                              uint8_t *target) {
  const __m256i packed = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m256i byte = _mm256_set1_epi32(255), whole = _mm256_set1_epi32(256);
  const __m256i last = _mm256_set1_epi32((int32_t)(width * height * 3 - 4)), three = _mm256_set1_epi32(3);
  const __m256i pitch = _mm256_set1_epi32((int32_t)width);
  float middle_x = (float)(width - 1) / 2, middle_y = (float)(height - 1) / 2, down = (float)y - middle_y;
  const __m256 x_down = _mm256_set1_ps(map[1] * down), y_down = _mm256_set1_ps(map[4] * down);
  const __m256 steps = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
  uint32_t x = 0;
  for (; x + 8 <= width; x += 8) {
    __m256 across = _mm256_sub_ps(_mm256_add_ps(_mm256_set1_ps((float)x), steps), _mm256_set1_ps(middle_x));
    __m256 at_x = _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(map[0]), across), x_down);
    at_x = _mm256_add_ps(_mm256_add_ps(at_x, _mm256_set1_ps(map[2])), _mm256_set1_ps(middle_x));
    __m256 at_y = _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(map[3]), across), y_down);
    at_y = _mm256_add_ps(_mm256_add_ps(at_y, _mm256_set1_ps(map[5])), _mm256_set1_ps(middle_y));
    places column = placed_avx2(at_x, width), row = placed_avx2(at_y, height);

    __m256i upper_left = _mm256_mullo_epi32(
        _mm256_add_epi32(_mm256_mullo_epi32(row.first, pitch), column.first), three);
    __m256i right = _mm256_and_si256(column.has_second, three);
    __m256i below = _mm256_and_si256(row.has_second, _mm256_mullo_epi32(pitch, three));
    __m256i lower_left = _mm256_add_epi32(upper_left, below);
    __m256i corners[4] = {
        gathered(source, upper_left, last), gathered(source, _mm256_add_epi32(upper_left, right), last),
        gathered(source, lower_left, last), gathered(source, _mm256_add_epi32(lower_left, right), last)};
    // Two words a pixel: what the left one weighs, and the right one.
    __m256i weights = _mm256_or_si256(
        _mm256_sub_epi32(whole, column.weight), _mm256_slli_epi32(column.weight, 16));
    __m256i up = _mm256_sub_epi32(whole, row.weight);
    __m256i levels = _mm256_setzero_si256();
    for (int c = 0; c < 3; c++) {
      __m256i level[4];
      for (int i = 0; i < 4; i++) level[i] = _mm256_and_si256(_mm256_srli_epi32(corners[i], 8 * c), byte);
      __m256i top = _mm256_madd_epi16(_mm256_or_si256(level[0], _mm256_slli_epi32(level[1], 16)), weights);
      __m256i bottom = _mm256_madd_epi16(_mm256_or_si256(level[2], _mm256_slli_epi32(level[3], 16)), weights);
      __m256i sum = _mm256_add_epi32(_mm256_mullo_epi32(top, up), _mm256_mullo_epi32(bottom, row.weight));
      sum = _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(32768)), 16);
      levels = _mm256_or_si256(levels, _mm256_slli_epi32(sum, 8 * c));
    }
    levels = _mm256_shuffle_epi8(levels, packed);
    __m128i halves[2] = {_mm256_castsi256_si128(levels), _mm256_extracti128_si256(levels, 1)};
    for (int half = 0; half < 2; half++) {
      uint8_t *to = target + 3 * x + 12 * half;
      int32_t rest = _mm_extract_epi32(halves[half], 2);
      _mm_storel_epi64((__m128i *)to, halves[half]);
      memcpy(to + 8, &rest, 4);
    }
  }
  return x;
}
#endif

void fovea_warp(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels, const float *map,
                uint8_t *target) {
  int is_fast = 0;
#ifdef AVX2
  uint64_t size = (uint64_t)width * height * 3;
  is_fast = fovea_processor_level() >= FOVEA_LEVEL_AVX2 && channels == 3 && size >= 4 && size < 1u << 31;
#endif
  for (uint32_t y = 0; y < height; y++) {
    uint8_t *row = target + (size_t)y * width * channels;
    uint32_t done = 0;
#ifdef AVX2
    if (is_fast) done = warp_rgb(source, width, height, map, y, row);
#endif
    warp_plain(source, width, height, channels, map, y, done, row);
  }
  (void)is_fast;
}
