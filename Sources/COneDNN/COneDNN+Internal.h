// What the files of this target share: the structs behind the opaque types, and the two versions' differences.
#ifndef FOVEA_COneDNN_INTERNAL_H
#define FOVEA_COneDNN_INTERNAL_H

#include <oneapi/dnnl/dnnl.h>

#include "COneDNN.h"

struct fovea_dnn_engine {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
};

// In version 2 a memory descriptor is a struct, in version 3 a pointer to one.
struct fovea_dnn_layout {
  dnnl_memory_desc_t descriptor;
};

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t fovea_descriptor;
static inline fovea_descriptor fovea_descriptor_of(const fovea_dnn_layout *layout) {
  return layout ? layout->descriptor : NULL;
}
#else
typedef const dnnl_memory_desc_t *fovea_descriptor;
static inline fovea_descriptor fovea_descriptor_of(const fovea_dnn_layout *layout) {
  return layout ? &layout->descriptor : NULL;
}
#endif

// The handles of oneDNN are pointers already, so they are used as the opaque types themselves.
static inline dnnl_primitive_desc_t fovea_operation_of(const fovea_dnn_operation *operation) {
  return (dnnl_primitive_desc_t)operation;
}

int fovea_argument_of(fovea_dnn_role role);

#endif
