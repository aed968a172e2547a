// The loops of Recurrent.h for any processor: vectors of four are what compilers have on all of them.
#define WIDTH 4
#include "Recurrent+Passes.h"

const recurrent_loops fovea_recurrent_plain = {WIDTH, forward_thread, backward_thread, apply};
