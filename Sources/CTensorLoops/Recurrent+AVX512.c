// The loops of Recurrent.h with AVX-512.
#if defined(__x86_64__)
#define WIDTH 16
#include "Recurrent+Passes.h"

const recurrent_loops fovea_recurrent_avx512 = {WIDTH, forward_thread, backward_thread, apply};
#endif
