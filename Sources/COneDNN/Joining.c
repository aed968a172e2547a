// Operations on several tensors at once, and copies between layouts.
#include "COneDNN+Internal.h"

int fovea_dnn_reorder(fovea_dnn_engine *engine, const fovea_dnn_layout *from, const fovea_dnn_layout *to,
                      fovea_dnn_operation **operation) {
  WITH_ATTRIBUTES(NULL, status = dnnl_reorder_primitive_desc_create(result, L(from), engine->engine, L(to),
                                                                    engine->engine, attributes));
}

int fovea_dnn_combine(fovea_dnn_engine *engine, fovea_dnn_binary kind, const fovea_dnn_layout *left,
                      const fovea_dnn_layout *right, const fovea_dnn_layout *destination,
                      const fovea_dnn_fusion *fusion, fovea_dnn_operation **operation) {
  dnnl_alg_kind_t algorithm = kind == FOVEA_DNN_MULTIPLY ? dnnl_binary_mul : dnnl_binary_add;
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(fusion, status = dnnl_binary_primitive_desc_create(result, engine->engine, algorithm, L(left),
                                                                     L(right), L(destination), attributes));
#else
  dnnl_binary_desc_t description;
  WITH_ATTRIBUTES(fusion, CREATE(dnnl_binary_desc_init(&description, algorithm, L(left), L(right),
                                                       L(destination)),
                                 description, NULL));
#endif
}

int fovea_dnn_concatenate(fovea_dnn_engine *engine, int axis, int count, const fovea_dnn_layout *const *parts,
                          const fovea_dnn_layout *destination, fovea_dnn_operation **operation) {
  enum { most = 64 };
  if (count < 1 || count > most) return dnnl_invalid_arguments;
#if DNNL_VERSION_MAJOR >= 3
  const_dnnl_memory_desc_t descriptors[most];
  for (int i = 0; i < count; i++) descriptors[i] = parts[i]->descriptor;
  WITH_ATTRIBUTES(NULL, status = dnnl_concat_primitive_desc_create(result, engine->engine, L(destination), count,
                                                                   axis, descriptors, attributes));
#else
  dnnl_memory_desc_t descriptors[most];
  for (int i = 0; i < count; i++) descriptors[i] = parts[i]->descriptor;
  WITH_ATTRIBUTES(NULL, status = dnnl_concat_primitive_desc_create(result, L(destination), count, axis,
                                                                   descriptors, attributes, engine->engine));
#endif
}
