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

int fovea_argument_of(int role);

#define L(layout) fovea_descriptor_of(layout)

static inline dnnl_prop_kind_t fovea_propagation(fovea_dnn_purpose purpose) {
  return purpose == FOVEA_DNN_TRAINING ? dnnl_forward_training : dnnl_forward_inference;
}

dnnl_alg_kind_t fovea_forward_algorithm(fovea_dnn_elementwise kind);

// Attributes for all operations: the caller gives the scratchpad, so that one primitive can run in several
// threads at once, each with its own; and what is fused.
dnnl_status_t fovea_attributes_create(const fovea_dnn_fusion *fusion, dnnl_primitive_attr_t *attributes);

// The body that all creators share: `create` is the version's call, which sees `attributes` and `result`.
#define WITH_ATTRIBUTES(fusion, create)                                      \
  do {                                                                       \
    dnnl_primitive_attr_t attributes;                                        \
    dnnl_status_t status = fovea_attributes_create(fusion, &attributes);     \
    if (status != dnnl_success) return status;                               \
    dnnl_primitive_desc_t *result = (dnnl_primitive_desc_t *)operation;      \
    (void)result;                                                            \
    create;                                                                  \
    dnnl_primitive_attr_destroy(attributes);                                 \
    return status;                                                           \
  } while (0)

#if DNNL_VERSION_MAJOR < 3
// Creates from a filled descriptor, if filling it succeeded.
#define CREATE(fill, description, forward)                                                            \
  status = fill;                                                                                      \
  if (status == dnnl_success)                                                                         \
  status = dnnl_primitive_desc_create(result, &description, attributes, engine->engine, forward)
#endif

#endif
