// Inner products: fully connected layers.
#include "COneDNN+Internal.h"

int fovea_dnn_inner_product_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                    const fovea_dnn_layout *source, const fovea_dnn_layout *weights,
                                    const fovea_dnn_layout *bias, const fovea_dnn_layout *destination,
                                    const fovea_dnn_fusion *fusion, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(fusion, status = dnnl_inner_product_forward_primitive_desc_create(
                              result, engine->engine, fovea_propagation(purpose), L(source), L(weights), L(bias),
                              L(destination), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(fusion, CREATE(dnnl_inner_product_forward_desc_init(&description, fovea_propagation(purpose),
                                                                      L(source), L(weights), L(bias),
                                                                      L(destination)),
                                 description, NULL));
#endif
}

int fovea_dnn_inner_product_backward_data(fovea_dnn_engine *engine, const fovea_dnn_layout *source_gradient,
                                          const fovea_dnn_layout *weights,
                                          const fovea_dnn_layout *destination_gradient,
                                          const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_inner_product_backward_data_primitive_desc_create(
                            result, engine->engine, L(source_gradient), L(weights), L(destination_gradient),
                            fovea_operation_of(forward), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_inner_product_backward_data_desc_init(&description, L(source_gradient),
                                                                          L(weights), L(destination_gradient)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_inner_product_backward_weights(fovea_dnn_engine *engine, const fovea_dnn_layout *source,
                                             const fovea_dnn_layout *weights_gradient,
                                             const fovea_dnn_layout *bias_gradient,
                                             const fovea_dnn_layout *destination_gradient,
                                             const fovea_dnn_operation *forward,
                                             fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_inner_product_backward_weights_primitive_desc_create(
                            result, engine->engine, L(source), L(weights_gradient), L(bias_gradient),
                            L(destination_gradient), fovea_operation_of(forward), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_inner_product_backward_weights_desc_init(
                                   &description, L(source), L(weights_gradient), L(bias_gradient),
                                   L(destination_gradient)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_matrix_product(int transposes_a, int transposes_b, int64_t rows, int64_t columns, int64_t inner,
                             float alpha, const float *a, const float *b, float beta, float *c) {
  return dnnl_sgemm(transposes_a ? 'T' : 'N', transposes_b ? 'T' : 'N', rows, columns, inner, alpha, a,
                    transposes_a ? rows : inner, b, transposes_b ? inner : columns, beta, c, columns);
}
