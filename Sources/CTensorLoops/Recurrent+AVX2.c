// The loops of Recurrent.h with AVX2.
#if defined(__x86_64__)
#define WIDTH 8
#include "Recurrent+Passes.h"

const recurrent_loops fovea_recurrent_avx2 = {WIDTH, forward_thread, backward_thread, apply};
#endif
