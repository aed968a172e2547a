// Choices and places of blocks of 16 channels with AVX-512, whatever their type: a choice is a bit for each channel.
#define WIDTH 16
#include <stdint.h>

#include "Vectors.h"

typedef __mmask16 choice;
typedef struct {
  uint16_t is_b, is_d, is_lower;
} place;

INLINE place place_of(choice is_b, choice is_d, choice is_lower) {
  place result = {is_b, is_d, is_lower};
  return result;
}
INLINE choice is_right_above(const place *from) { return from->is_b; }
INLINE choice is_right_below(const place *from) { return from->is_d; }
INLINE choice is_below(const place *from) { return from->is_lower; }
