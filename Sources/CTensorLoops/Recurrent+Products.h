// Products of matrices for Recurrent.h, over the vectors of Recurrent+Vectors.h: sums stay in registers.
#include "Recurrent+Internal.h"
#include "Recurrent+Vectors.h"

// A and B of one product. Rows of A are apart by `row` and elements to be summed over by `step`. B lies in panels that have
// `height` rows, of which `depth` from `skip` on take part, and `columns` columns in all; or, with a height of 0, in
// rows that are apart by `columns`. The first column that takes part is `column`.
typedef struct {
  const float *a;
  int64_t row, step, depth;
  const float *b;
  int64_t height, skip, columns, column;
} recurrent_factors;

// C <- A B of one or two products, to which `start` is added, a row that counts for each, or C.
typedef struct {
  recurrent_factors parts[2];
  int count;
  int64_t rows;
  const float *start;
  int adds;
  float *c;
  int64_t row;
} recurrent_product;

// Where a panel's numbers of B begin, and how far its rows are apart.
INLINE const float *panel_of(const recurrent_factors *f, int64_t column, int64_t *next) {
  column += f->column;
  if (f->height == 0) {
    *next = f->columns;
    return f->b + column;
  }
  int64_t first = column / (2 * WIDTH) * (2 * WIDTH), width = f->columns - first;
  *next = width < 2 * WIDTH ? width : 2 * WIDTH;
  return f->b + first * f->height + f->skip * *next + column - first;
}

// Rows of A are reached from every third of them, which takes a third of the registers for addresses.
INLINE void product_rows(const int rows, const int vectors, const recurrent_product *all, int64_t column,
                         int64_t done) {
  float *c = all->c + done * all->row + column;
  vector sums[14][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++)
      sums[r][i] = all->adds ? v_load(c + r * all->row + i * WIDTH)
                             : all->start ? v_load(all->start + column + i * WIDTH) : v_set(0);
  for (int part = 0; part < all->count; part++) {
    const recurrent_factors *f = &all->parts[part];
    int64_t next, row = f->row, step = f->step;
    const float *b = panel_of(f, column, &next), *third[5];

#pragma clang loop unroll(full)
    for (int i = 0; i < 5; i++) third[i] = f->a + (done + (3 * i < rows ? 3 * i : 0)) * row;
    for (int64_t k = f->depth; k > 0; k--, b += next) {
      vector left = v_load(b), right = vectors == 2 ? v_load(b + WIDTH) : left;
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        vector value = v_set(third[r / 3][r % 3 * row]);
        sums[r][0] = v_fma(value, left, sums[r][0]);
        if (vectors == 2) sums[r][1] = v_fma(value, right, sums[r][1]);
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < 5; i++) {
        third[i] += step;
        // Else each would be computed from the one before, a chain of sums at every step.
        __asm__("" : "+r"(third[i]));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++) v_store(c + r * all->row + i * WIDTH, sums[r][i]);
}

// All rows, in pieces that are about as large as each other: few rows leave the multipliers waiting for sums.
INLINE void product_panel(const int vectors, const recurrent_product *all, int64_t column) {
  const int64_t limit = WIDTH == 16 ? 14 : 6;
  int64_t taken;
  for (int64_t done = 0; done < all->rows; done += taken) {
    int64_t left = all->rows - done, pieces = (left + limit - 1) / limit;
    int64_t even = recurrent_rounded((left + pieces - 1) / pieces, 2), most = left / 2 * 2;
    taken = left == 1 ? 1 : even < most ? even : most;
    switch (taken) {
#if WIDTH == 16
      case 14: product_rows(14, vectors, all, column, done); break;
      case 12: product_rows(12, vectors, all, column, done); break;
      case 10: product_rows(10, vectors, all, column, done); break;
      case 8: product_rows(8, vectors, all, column, done); break;
#endif
      case 6: product_rows(6, vectors, all, column, done); break;
      case 4: product_rows(4, vectors, all, column, done); break;
      case 2: product_rows(2, vectors, all, column, done); break;
      default: product_rows(1, vectors, all, column, done);
    }
  }
}

// So many columns of C, whole vectors.
static TARGET void product_columns(const recurrent_product *all, int64_t columns) {
  for (int64_t column = 0; column < columns; column += 2 * WIDTH) {
    if (columns - column > WIDTH) {
      product_panel(2, all, column);
    } else {
      product_panel(1, all, column);
    }
  }
}
