// Products of the matrices of a point, over the vectors of Vectors.h.
#ifndef FOVEA_WINOGRAD_PRODUCTS_H
#define FOVEA_WINOGRAD_PRODUCTS_H

#include "Vectors.h"
#include "Winograd+Internal.h"

// C <- A B, or C + A B. Rows of A are apart by `row` and elements to be summed over by `step`, of which there are
// `depth` in each of `groups`, apart by `next`. B and C are panels of one or two vectors, without gaps.
typedef struct {
  const float *a, *b;
  float *c;
  int64_t depth, groups, next;
  int adds;
} matrices;

// What is constant where this is inlined becomes part of the addresses, and the sums stay in registers.
INLINE void product_rows(const int rows, const int vectors, const matrices *all, int64_t done, int64_t row,
                         int64_t step) {
  const int width = vectors * WIDTH;
  const float *b = all->b;
  float *c = all->c + done * width;
  vector sums[16][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++)
      sums[r][i] = all->adds ? V(loadu)(c + r * width + i * WIDTH) : V(setzero)();
  for (int64_t g = 0; g < all->groups; g++) {
    const float *a = all->a + done * row + g * all->next;
    for (int64_t k = 0; k < all->depth; k++, a += step, b += width) {
      vector left = V(loadu)(b), right = vectors == 2 ? V(loadu)(b + WIDTH) : left;
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        vector value = V(set1)(a[r * row]);
        sums[r][0] = V(fmadd)(value, left, sums[r][0]);
        if (vectors == 2) sums[r][1] = V(fmadd)(value, right, sums[r][1]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++) V(storeu)(c + r * width + i * WIDTH, sums[r][i]);
}

// All rows, in pieces that are about as large as each other: few rows leave the multipliers waiting for sums.
INLINE void product_panel(const int vectors, int64_t rows, const matrices *all, int64_t row, int64_t step) {
  // Rows whose sums fill the registers, 32 of them or 16. A single vector has room for a whole block of inputs.
  const int64_t limit = WIDTH == 8 ? 6 : vectors == 1 ? 16 : 14;
  int64_t taken;
  for (int64_t done = 0; done < rows; done += taken) {
    int64_t left = rows - done, pieces = (left + limit - 1) / limit;
    taken = left == 1 ? 1 : least(rounded_up((left + pieces - 1) / pieces, 2), left / 2 * 2);
    switch (taken) {
#if WIDTH == 16
      case 16: product_rows(16, vectors, all, done, row, step); break;
      case 14: product_rows(14, vectors, all, done, row, step); break;
      case 12: product_rows(12, vectors, all, done, row, step); break;
      case 10: product_rows(10, vectors, all, done, row, step); break;
      case 8: product_rows(8, vectors, all, done, row, step); break;
#endif
      case 6: product_rows(6, vectors, all, done, row, step); break;
      case 4: product_rows(4, vectors, all, done, row, step); break;
      case 2: product_rows(2, vectors, all, done, row, step); break;
      default: product_rows(1, vectors, all, done, row, step);
    }
  }
}

// Tiles by inputs times inputs by a panel of outputs.
static inline TARGET void product_of_tiles(const fovea_winograd_shape *s, int64_t tiles, int64_t width,
                                           const matrices *all) {
  const int64_t row = WIDTH == 16 ? WIDTH : group(s);
  if (width == WIDTH) {
    product_panel(1, tiles, all, row, 1);
  } else {
    product_panel(2, tiles, all, row, 1);
  }
}

// Inputs of a group by tiles times tiles by a panel of outputs.
static inline TARGET void product_over_tiles(const fovea_winograd_shape *s, int64_t width, const matrices *all) {
  const int64_t rows = WIDTH == 16 ? WIDTH : group(s);
  if (width == WIDTH) {
    product_panel(1, rows, all, 1, rows);
  } else {
    product_panel(2, rows, all, 1, rows);
  }
}

#endif
