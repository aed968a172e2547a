// What the files of BatchNormBFloat16.h share.
//
// Few channels would leave much of a loop's work to its ends, so rows are joined to lines of about 128 columns, whose
// channels repeat. The last line may be shorter.
#ifndef FOVEA_BATCH_NORM_INTERNAL_H
#define FOVEA_BATCH_NORM_INTERNAL_H

#include "BatchNormBFloat16.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")))
#define INLINE static inline __attribute__((always_inline)) AVX512

// Columns of a register.
enum { lanes = 32 };
// Constants of a column: what to subtract from the source, what to multiply that with, what to add, and for the
// gradient what to multiply the same difference with and what to add.
enum { center, factor, offset, slope, level, kinds };

typedef struct {
  const fovea_bfloat16_norm_shape *shape;
  int64_t rows, columns;  // of a line
  const uint16_t *source, *gradient;
  uint16_t *destination;
  float *constants;  // [kinds][columns], for each register the even columns before the odd ones
  float *sums;       // [threads][2][columns], in the same order, of type double
} pass;

// Numbers of the even and the odd columns of a register.
typedef struct {
  __m512 even, odd;
} pair;

// The lines of the data, shared out among the threads.
static inline int64_t first_line(const pass *all, int thread) {
  return (all->shape->rows + all->rows - 1) / all->rows * thread / all->shape->threads;
}

static inline int64_t columns_of_line(const pass *all, int64_t line) {
  int64_t rows = all->shape->rows - line * all->rows;
  return rows < all->rows ? rows * all->shape->channels : all->columns;
}

// Where a column is in `constants` and `sums`.
static inline int64_t place(int64_t column) {
  return column / lanes * lanes + column % 2 * (lanes / 2) + column % lanes / 2;
}

INLINE pair unpacked(__m512i numbers) {
  return (pair){_mm512_castsi512_ps(_mm512_slli_epi32(numbers, 16)),
                _mm512_castsi512_ps(_mm512_and_si512(numbers, _mm512_set1_epi32((int)0xffff0000)))};
}

INLINE pair constants_at(const pass *all, int kind, int64_t column) {
  const float *from = all->constants + kind * all->columns + column;
  return (pair){_mm512_loadu_ps(from), _mm512_loadu_ps(from + lanes / 2)};
}

INLINE pair minus(pair a, pair b) { return (pair){_mm512_sub_ps(a.even, b.even), _mm512_sub_ps(a.odd, b.odd)}; }
INLINE pair times_plus(pair a, pair b, pair c) {
  return (pair){_mm512_fmadd_ps(a.even, b.even, c.even), _mm512_fmadd_ps(a.odd, b.odd, c.odd)};
}

// The gradient, without that of outputs that the ReLU made zero. `centered` is the source without its mean.
INLINE pair gradient_of(const pass *all, int64_t column, __m512i numbers, pair centered, int relu) {
  pair gradient = unpacked(numbers);
  if (!relu) return gradient;
  pair output = times_plus(centered, constants_at(all, factor, column), constants_at(all, offset, column));
  __mmask16 even = _mm512_cmp_ps_mask(output.even, _mm512_setzero_ps(), _CMP_NLE_UQ);
  __mmask16 odd = _mm512_cmp_ps_mask(output.odd, _mm512_setzero_ps(), _CMP_NLE_UQ);
  return (pair){_mm512_maskz_mov_ps(even, gradient.even), _mm512_maskz_mov_ps(odd, gradient.odd)};
}

// Both sums of each thread, of differences to the center and of their squares.
void fovea_bfloat16_norm_sum_source(const pass *);
// Both sums of each thread, of gradients and of their products with such differences.
void fovea_bfloat16_norm_sum_gradient(const pass *);

#endif
#endif
