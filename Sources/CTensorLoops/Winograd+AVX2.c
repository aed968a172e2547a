// The loops of Winograd.h for blocks of 8 channels, with AVX2.
#if defined(__x86_64__)
#define WIDTH 8
#include "Winograd+Forward.h"
#include "Winograd+Gradient.h"

const winograd_loops fovea_winograd_avx2 = {forward_thread, weights_of_inputs, gradient_thread, gather_inputs};
#endif
