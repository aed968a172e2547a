// See LinearSums.h. The same loops for each width of vectors.
#include "LinearSums.h"

#include "Processor.h"

#define LANES 2
#define TARGET
#define NAME(x) x##_of_2
#include "LinearSums+Loops.h"

#if defined(__x86_64__)

#define LANES 4
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_of_4
#include "LinearSums+Loops.h"

#define LANES 8
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define NAME(x) x##_of_8
#include "LinearSums+Loops.h"

#endif

void fovea_linear_products(int64_t rows, int64_t width, int64_t count, const float *samples, const double *weights,
                           double *outputs) {
#if defined(__x86_64__)
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX512)
    return products_of_8(rows, width, count, samples, weights, outputs);
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX2)
    return products_of_4(rows, width, count, samples, weights, outputs);
#endif
  products_of_2(rows, width, count, samples, weights, outputs);
}

void fovea_linear_sums(int64_t rows, int64_t width, int64_t count, int64_t first, int64_t end, const float *samples,
                       const double *factors, double *sums) {
  for (int64_t o = 0; o < count; o++)
    for (int64_t d = first; d < end; d++) sums[o * width + d] = 0;
#if defined(__x86_64__)
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX512)
    return sums_of_8(rows, width, count, first, end, samples, factors, sums);
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX2)
    return sums_of_4(rows, width, count, first, end, samples, factors, sums);
#endif
  sums_of_2(rows, width, count, first, end, samples, factors, sums);
}
