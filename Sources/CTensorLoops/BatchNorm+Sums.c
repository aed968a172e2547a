// Sums of columns, the first pass over the data. See BatchNorm+Internal.h.
#include "BatchNorm+Internal.h"

#if defined(__x86_64__)
#include <string.h>

#include "Threads.h"

// Columns of a strip, whose sums are in registers, and lines that are summed before their sums are added to those of
// type double: small numbers that are added to a large one lose digits.
enum { strip = 128, block = 128 };

INLINE __mmask32 lanes_there(int64_t columns) { return columns >= lanes ? 0xffffffff : 0xffff; }

INLINE pair plus(pair a, pair b) { return (pair){_mm512_add_ps(a.even, b.even), _mm512_add_ps(a.odd, b.odd)}; }

INLINE void add_to(float *sums, __m512 numbers) {
  for (int half = 0; half < 2; half++, sums += lanes / 2) {
    __m256 part = half ? _mm512_extractf32x8_ps(numbers, 1) : _mm512_castps512_ps256(numbers);
    _mm512_storeu_pd(sums, _mm512_add_pd(_mm512_loadu_pd(sums), _mm512_cvtps_pd(part)));
  }
}

typedef enum { sums_forward, sums_backward, sums_backward_relu } sums_kind;

// Sums of some registers of lines: of differences to the center and of their squares, or of gradients and of their
// products with such differences. Columns that are not there count as the center, or have a gradient of zero.
INLINE void sum_strip(const pass *all, int64_t line, int64_t lines, int64_t column, int64_t columns, int registers,
                      sums_kind kind, float *sums) {
  pair first[4], second[4], zero = {_mm512_setzero_ps(), _mm512_setzero_ps()};
  for (int r = 0; r < registers; r++) first[r] = second[r] = zero;
  for (int64_t l = line; l < line + lines; l++)
    for (int r = 0; r < registers; r++) {
      int64_t c = column + r * lanes, at = l * all->columns + c;
      __mmask32 there = registers == 1 ? lanes_there(columns - c) : 0xffffffff;
      pair difference = minus(unpacked(_mm512_maskz_loadu_epi16(there, all->source + at)),
                              constants_at(all, center, c));
      if (kind == sums_forward) {
        if (there != 0xffffffff) {
          difference.even = _mm512_maskz_mov_ps(0xff, difference.even);
          difference.odd = _mm512_maskz_mov_ps(0xff, difference.odd);
        }
        first[r] = plus(first[r], difference);
        second[r] = times_plus(difference, difference, second[r]);
      } else {
        __m512i numbers = _mm512_maskz_loadu_epi16(there, all->gradient + at);
        pair gradient = gradient_of(all, c, numbers, difference, kind == sums_backward_relu);
        first[r] = plus(first[r], gradient);
        second[r] = times_plus(gradient, difference, second[r]);
      }
    }
  for (int r = 0; r < registers; r++) {
    float *to = sums + 2 * (column + r * lanes);
    add_to(to, first[r].even), add_to(to + lanes, first[r].odd);
    to += 2 * all->columns;
    add_to(to, second[r].even), add_to(to + lanes, second[r].odd);
  }
}

INLINE void sum_lines(const pass *all, int thread, sums_kind kind) {
  float *sums = all->sums + thread * 4 * all->columns;
  memset(sums, 0, (size_t)(4 * all->columns) * sizeof(float));
  for (int64_t line = first_line(all, thread), end = first_line(all, thread + 1), next; line < end; line = next) {
    int64_t columns = columns_of_line(all, line);
    next = line + block < end ? line + block : end;
    if (columns_of_line(all, next - 1) < columns) next--;  // a shorter line, by itself
    int64_t c = 0;
    for (; c + strip <= columns; c += strip) sum_strip(all, line, next - line, c, columns, strip / lanes, kind, sums);
    for (; c < columns; c += lanes) sum_strip(all, line, next - line, c, columns, 1, kind, sums);
  }
}

AVX512 static void sum_forward(void *all, int thread) { sum_lines(all, thread, sums_forward); }
AVX512 static void sum_backward(void *all, int thread) { sum_lines(all, thread, sums_backward); }
AVX512 static void sum_backward_relu(void *all, int thread) { sum_lines(all, thread, sums_backward_relu); }

void fovea_bfloat16_norm_sum_source(const pass *all) {
  fovea_threads_perform(all->shape->threads, sum_forward, (void *)all);
}

void fovea_bfloat16_norm_sum_gradient(const pass *all) {
  int relu = all->shape->applies_relu;
  fovea_threads_perform(all->shape->threads, relu ? sum_backward_relu : sum_backward, (void *)all);
}

#endif
