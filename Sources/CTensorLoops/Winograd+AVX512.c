// The loops of Winograd.h for blocks of 16 channels, with AVX-512.
#if defined(__x86_64__)
#define WIDTH 16
#include "Winograd+Forward.h"
#include "Winograd+Gradient.h"

const winograd_loops fovea_winograd_avx512 = {forward_thread, weights_of_inputs, gradient_thread, gather_inputs};
#endif
