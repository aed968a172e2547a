// Our own loops over tensors: Winograd convolution, max pooling, batch normalisation, gradients by AMX, recurrent cells, linear
// layers in double precision, and the threads that run them.
#ifndef FOVEA_TENSOR_LOOPS_H
#define FOVEA_TENSOR_LOOPS_H

#include "AMXGradients.h"
#include "BatchNormBFloat16.h"
#include "LinearSums.h"
#include "MaxPooling.h"
#include "MaxPoolingBFloat16.h"
#include "Recurrent.h"
#include "Threads.h"
#include "Winograd.h"

#endif
