namespace TorchSharp;

// The functions that are also methods of Tensor.
public static partial class torch
{
    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    public static Tensor isnan(Tensor input) => input.isnan();

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor max(Tensor input) => input.max();

    public static Tensor min(Tensor input) => input.min();

    public static Tensor argmax(Tensor input) => input.argmax();

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);

    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    public static (Tensor values, Tensor indices) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        tensor.topk(k, dim, largest, sorted);

    public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) => input.kthvalue(k, dim, keepdim);

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    public static Tensor count_nonzero(Tensor input, long[]? dims = null) => input.count_nonzero(dims);

    public static Tensor nonzero(Tensor input) => input.nonzero();

    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor norm(Tensor input, float p = 2.0f) => input.norm(p);

    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);
}
