"""Models of one operator each, with inputs and what Paddle's CPU kernels make of them.

usage: python operators.py OUT
OUT/operators/<case>/ gets model.pdmodel, model.pdiparams and golden.npz with the arrays "in/<variable>" and
"out/<position>", the outputs in the order of the program.
"""
import os
import shutil
import sys

import numpy as np
import paddle
from paddle.base.proto import framework_pb2

rng = np.random.RandomState(5)
f32 = np.float32
RELICS = {"reshape2", "transpose2", "flatten2", "squeeze2", "unsqueeze2", "flatten_contiguous_range"}


def rand(*shape, low=-1.0, high=1.0):
    return (rng.rand(*shape) * (high - low) + low).astype(f32)


class Parameter:
    """An input that is stored in the model."""

    def __init__(self, *shape, low=-1.0, high=1.0, values=None):
        self.values = rand(*shape, low=low, high=high) if values is None else np.asarray(values)


class Dynamic:
    """An input that is declared with unknown dimensions; the others are declared as they are."""

    def __init__(self, values, unknown=None):
        self.values = values
        self.shape = [-1 if unknown is None or i in unknown else d for i, d in enumerate(values.shape)]


def cases():
    out = {}

    def add(name, kind, inputs, outputs=("Out",), **attributes):
        out[name] = (kind, inputs, outputs, attributes)

    conv = dict(strides=[1, 1], paddings=[0, 0], dilations=[1, 1], groups=1, padding_algorithm="EXPLICIT",
                data_format="NCHW")
    x, nhwc = rand(1, 4, 7, 8), rand(1, 7, 8, 4)

    def convolution(name, shape, kind="conv2d", image=x, **options):
        add("%s-%s" % (kind, name), kind, {"Input": image, "Filter": Parameter(*shape)}, ("Output",), **dict(conv, **options))

    convolution("four-paddings", (5, 4, 3, 3), paddings=[0, 1, 2, 3], strides=[2, 1])
    convolution("same-drops-dilation", (5, 4, 3, 2), padding_algorithm="SAME", dilations=[2, 2], strides=[2, 3])
    convolution("valid-drops-paddings", (5, 4, 3, 3), padding_algorithm="VALID", paddings=[1, 1])
    convolution("groups-dilated", (6, 2, 3, 3), groups=2, dilations=[2, 1], paddings=[2, 1])
    convolution("channels-last", (5, 4, 3, 3), image=nhwc, data_format="NHWC", paddings=[1, 1])
    convolution("1x1-padded-strided", (7, 4, 1, 1), paddings=[1, 1], strides=[2, 2])
    convolution("multiplier", (8, 1, 3, 3), kind="depthwise_conv2d", groups=4, paddings=[1, 1], strides=[1, 2])
    convolution("channels-last", (4, 1, 3, 3), kind="depthwise_conv2d", image=nhwc, groups=4, data_format="NHWC")
    for name, shape, options in (
            ("output-padding", (4, 5, 3, 3), dict(strides=[2, 3], paddings=[1, 1], output_padding=[1, 0])),
            ("output-size", (4, 5, 3, 3), dict(strides=[2, 2], paddings=[1, 1], output_size=[14, 15])),
            ("groups", (4, 3, 4, 4), dict(groups=2, strides=[2, 2], paddings=[1, 1])),
            ("dilated-four-paddings", (4, 5, 3, 2), dict(dilations=[2, 1], strides=[1, 2], paddings=[0, 1, 2, 0])),
            ("same", (4, 5, 3, 3), dict(strides=[2, 2], padding_algorithm="SAME")),
            ("stride-beyond-kernel", (4, 2, 2, 2), dict(strides=[3, 3]))):
        convolution(name, shape, kind="conv2d_transpose", **options)

    add("mul-two-column-dims", "mul", {"X": Dynamic(rand(2, 3, 4), {0}), "Y": Parameter(4, 5, 2)},
        x_num_col_dims=2, y_num_col_dims=1)
    add("mul-flattened-weights", "mul", {"X": rand(2, 12), "Y": Parameter(3, 4, 5)}, x_num_col_dims=1, y_num_col_dims=2)
    add("matmul-transposed-alpha", "matmul", {"X": rand(2, 4, 3), "Y": Parameter(5, 4)}, transpose_X=True,
        transpose_Y=True, alpha=-0.5)
    add("matmul-vector", "matmul", {"X": rand(2, 3, 4), "Y": rand(4)}, transpose_X=False, transpose_Y=False, alpha=1.0)
    add("matmul_v2-broadcast", "matmul_v2", {"X": rand(2, 1, 3, 4), "Y": rand(3, 5, 4)}, trans_x=False, trans_y=True)
    add("matmul_v2-vectors", "matmul_v2", {"X": rand(4), "Y": rand(4)}, trans_x=False, trans_y=False)
    add("bmm", "bmm", {"X": rand(2, 3, 4), "Y": rand(2, 4, 5)})

    moments = lambda n: {"Scale": Parameter(n), "Bias": Parameter(n), "Mean": Parameter(n),
                         "Variance": Parameter(n, low=0.1, high=2)}
    for name, image, layout in (("2d", rand(3, 4), "NCHW"), ("channels-last", nhwc, "NHWC"), ("3d", rand(2, 4, 3), "NCHW")):
        add("batch_norm-" + name, "batch_norm", dict({"X": image}, **moments(4)), ("Y",), epsilon=1e-3, is_test=True,
            data_layout=layout)
    add("layer_norm-two-axes", "layer_norm", {"X": rand(2, 3, 4, low=4, high=5), "Scale": Parameter(12), "Bias": Parameter(12)},
        ("Y", "-Mean", "-Variance"), begin_norm_axis=1, epsilon=1e-5)
    add("layer_norm-plain", "layer_norm", {"X": Dynamic(rand(2, 3, 4), {0, 1})}, ("Y", "-Mean", "-Variance"),
        begin_norm_axis=2, epsilon=1e-12)

    pool = dict(ksize=[3, 3], strides=[2, 2], paddings=[1, 1], global_pooling=False, adaptive=False, exclusive=True,
                ceil_mode=False, padding_algorithm="EXPLICIT", data_format="NCHW")
    for name, options in (("max-ceil", dict(pooling_type="max", ceil_mode=True)),
                          ("max-same", dict(pooling_type="max", padding_algorithm="SAME", ksize=[3, 2])),
                          ("avg-ceil-inclusive", dict(pooling_type="avg", ceil_mode=True, exclusive=False)),
                          ("avg-four-paddings", dict(pooling_type="avg", paddings=[0, 1, 2, 1])),
                          ("avg-adaptive-odd", dict(pooling_type="avg", adaptive=True, ksize=[5, 3])),
                          ("avg-global-drops-paddings", dict(pooling_type="avg", global_pooling=True))):
        add("pool2d-" + name, "pool2d", {"X": x}, **dict(pool, **options))
    add("pool2d-max-channels-last", "pool2d", {"X": nhwc}, **dict(pool, pooling_type="max", data_format="NHWC"))

    line = np.concatenate([np.linspace(-7, 7, 57, dtype=f32), rand(16, low=-30, high=30)])
    for name, attributes in (("leaky_relu", dict(alpha=1.5)), ("elu", dict(alpha=0.3)), ("swish", dict(beta=1.7)),
                             ("softplus", dict(beta=2.0, threshold=10.0)), ("mish", {}), ("hard_sigmoid", dict(slope=0.3, offset=0.2)),
                             ("gelu", dict(approximate=True)), ("clip", dict(min=-1.5, max=2.25)), ("round", {})):
        add(name, name, {"X": line}, **attributes)
    bound = lambda v: np.array([v], f32)
    add("clip-stored-bounds", "clip", {"X": line, "Min": Parameter(values=bound(-2)), "Max": Parameter(values=bound(0.5))},
        min=-1.0, max=1.0)
    add("clip-fed-bounds", "clip", {"X": line, "Min": bound(-2), "Max": bound(0.5)}, min=-1.0, max=1.0)
    add("clip-int64", "clip", {"X": np.arange(-9, 9)}, ("Out:int64",), min=-3.0, max=4.0)
    add("softmax-axis", "softmax", {"X": rand(2, 3, 4, low=-9, high=9)}, axis=-2)
    add("prelu-channels-last", "prelu", {"X": nhwc, "Alpha": Parameter(4)}, mode="channel", data_format="NHWC")
    add("prelu-element", "prelu", {"X": x, "Alpha": Parameter(1, 4, 7, 8)}, mode="element")

    add("elementwise_sub-middle", "elementwise_sub", {"X": rand(2, 3, 4, 5), "Y": rand(3, 4)}, axis=1)
    add("elementwise_div-lower-left", "elementwise_div", {"X": rand(3), "Y": rand(2, 3, 4, low=1, high=2)}, axis=1)
    add("elementwise_pow-both", "elementwise_pow", {"X": Dynamic(rand(2, 1, 4, low=0.2, high=3)), "Y": Dynamic(rand(3, 1))}, axis=-1)
    signed = lambda kind: {"X": np.array([7, -7, 7, -7, 6, 0], kind), "Y": np.array([2, 2, -2, -2, 3, 5], kind)}
    add("elementwise_mod", "elementwise_mod", signed(f32), axis=-1)
    add("elementwise_mod-int32", "elementwise_mod", signed(np.int32), ("Out:int32",), axis=-1)
    add("elementwise_floordiv-int64", "elementwise_floordiv", signed(np.int64), ("Out:int64",), axis=-1)
    add("scale-int32", "scale", {"X": np.arange(-5, 6).astype(np.int32)}, ("Out:int32",), scale=0.5, bias=0.75, bias_after_scale=False)
    add("scale-stored-factor", "scale", {"X": rand(5), "ScaleTensor": Parameter(values=bound(1.7))}, bias=0.7, bias_after_scale=False)
    add("dropout-shrinks", "dropout", {"X": rand(2, 8)}, ("Out", "-Mask:uint8"), dropout_prob=0.3, is_test=True)

    add("reshape2-copies-and-infers", "reshape2", {"X": Dynamic(rand(2, 3, 4), {0})}, shape=[0, -1, 2])
    add("reshape2-list-of-tensors", "reshape2", {"X": rand(2, 3, 4), "ShapeTensor": [
        Parameter(values=np.array([6], np.int32)), Parameter(values=np.array([-1], np.int32))]}, shape=[-1, -1])
    add("transpose2-5d", "transpose2", {"X": Dynamic(rand(1, 2, 3, 2, 4), {0, 3})}, axis=[0, 2, 1, 4, 3])
    add("flatten2", "flatten2", {"X": rand(2, 3, 4)}, axis=2)
    add("flatten_contiguous_range-negative", "flatten_contiguous_range", {"X": rand(2, 3, 4)}, start_axis=-2, stop_axis=-1)
    add("squeeze2-all", "squeeze2", {"X": rand(1, 3, 1, 2)}, axes=[])
    add("unsqueeze2-negative", "unsqueeze2", {"X": rand(3, 2)}, axes=[-1, 0])
    add("concat-negative-axis", "concat", {"X": [rand(2, 3), rand(2, 1), Parameter(2, 2)]}, axis=-1)
    add("split-sections", "split", {"X": Dynamic(rand(2, 6, 2), {0})}, ("Out*3",), num=0, axis=1, sections=[1, -1, 2])
    add("stack-last", "stack", {"X": [rand(2, 3), rand(2, 3)]}, ("Y",), axis=-1)
    add("slice-decreases", "slice", {"Input": rand(4, 5, 6)}, axes=[0, 2], starts=[-1, 1], ends=[2 ** 31 - 1, -1],
        decrease_axis=[0], infer_flags=[1, 1])
    strided = dict(infer_flags=[1], decrease_axis=[])
    add("strided_slice-reversed", "strided_slice", {"Input": rand(9, 3)}, axes=[0], starts=[2 ** 31 - 1], ends=[-1], strides=[-1], **strided)
    add("strided_slice-backwards", "strided_slice", {"Input": Dynamic(rand(9, 3))}, axes=[0], starts=[-2], ends=[1], strides=[-3], **strided)
    add("gather-column", "gather", {"X": rand(5, 3), "Index": np.array([[4], [0]], np.int32)}, axis=0)
    add("lookup_table_v2-padding", "lookup_table_v2", {"W": Parameter(6, 3), "Ids": np.array([[1, 5], [2, 0]])}, padding_idx=2)
    add("expand_v2-new-axis", "expand_v2", {"X": rand(3, 1)}, shape=[2, -1, 4])
    add("shape", "shape", {"Input": Dynamic(rand(2, 3, 4))}, ("Out:int32",))
    add("fill_any_like", "fill_any_like", {"X": Dynamic(np.arange(6).reshape(2, 3))}, ("Out:float32",), value=2.5, dtype=5)
    add("cast-float-int64", "cast", {"X": np.array([1.9, -1.9, 100.2, -0.5], f32)}, ("Out:int64",), in_dtype=5, out_dtype=3)
    add("cast-int64-bool", "cast", {"X": np.array([0, 1, -1, 256])}, ("Out:bool",), in_dtype=3, out_dtype=0)

    for kind, axes, keep in (("mean", [2, -1], True), ("sum", [0], False), ("max", [1], False), ("min", [], True)):
        add("reduce_%s" % kind, "reduce_" + kind, {"X": rand(2, 3, 4, 2)}, dim=axes or [0], keep_dim=keep, reduce_all=not axes)
    add("reduce_sum-int32", "reduce_sum", {"X": np.arange(6).reshape(2, 3).astype(np.int32)}, ("Out:int64",), dim=[1],
        keep_dim=False, reduce_all=False)
    add("reduce_sum-bool", "reduce_sum", {"X": np.arange(6).reshape(2, 3) % 4 > 0}, ("Out:int64",), dim=[1],
        keep_dim=False, reduce_all=False)
    add("arg_max-first-of-equals", "arg_max", {"X": np.array([[1, 3, 3], [2, 2, 2]], f32)}, ("Out:int64",), axis=-1,
        keepdims=True, flatten=False, dtype=3)

    interp = dict(data_layout="NCHW", out_d=-1, out_h=-1, out_w=-1)
    for mode in ("nearest", "bilinear"):
        for name, options in (("_interp-scale", dict(scale=1.7, align_corners=True, align_mode=1)),
                              ("_interp_v2-odd-scales", dict(scale=[2.3, 0.6], align_corners=False, align_mode=0)),
                              ("_interp_v2-corners", dict(out_h=11, out_w=5, align_corners=True, align_mode=0)),
                              ("_interp_v2-asymmetric", dict(out_h=4, out_w=13, align_corners=False, align_mode=1))):
            add(mode + name, mode + name.split("-")[0], {"X": x}, **{**interp, "interp_method": mode, **options})
    for mode in ("reflect", "replicate", "circular"):
        add("pad3d-" + mode, "pad3d", {"X": rand(1, 2, 2, 3, 4)}, paddings=[1, 2, 2, 0, 1, 1], mode=mode, value=0.5,
            data_format="NCDHW")
    add("pad3d-channels-last", "pad3d", {"X": rand(1, 2, 3, 4, 2)}, paddings=[1, 0, 0, 2, 1, 0], mode="constant", value=0.5,
        data_format="NDHWC")

    ties = ((np.arange(-130, 130) + 0.5) / 127 * 2.5).astype(f32)
    stored = dict(Scale=Parameter(values=bound(2.5)), ZeroPoint=Parameter(values=np.zeros(1, np.int32)))
    grid = dict(bit_length=8, is_test=True, quant_axis=-1)
    add("quantize_linear", "quantize_linear", dict({"X": ties}, **stored), ("Y",), qmin=-128, qmax=127, **grid)
    add("quantize_linear-away", "quantize_linear", dict({"X": ties}, **stored), ("Y",), round_type=1, **grid)
    add("dequantize_linear-floats", "dequantize_linear", dict({"X": np.arange(-128, 128).astype(f32)}, **stored), ("Y",), **grid)
    add("fake_quantize_range", "fake_quantize_range_abs_max", {"X": ties, "InScale": Parameter(values=bound(2.5))},
        ("Out", "-OutScale"), bit_length=8, is_test=True, window_size=10000)
    add("fake_channel_wise_quantize_dequantize", "fake_channel_wise_quantize_dequantize_abs_max", {"X": rand(4, 3, 2)},
        ("Out", "-OutScale"), bit_length=8, quant_axis=1)
    return out


def build(block, scope, kind, inputs, outputs, attributes):
    """Appends the operator. Returns the variables to feed, the fed arrays and the variables to fetch."""
    feeds, arrays, slots = [], {}, {}
    for slot, values in inputs.items():
        slots[slot] = []
        for i, value in enumerate(values if isinstance(values, list) else [values]):
            name = "%s_%d" % (slot.lower(), i)
            if isinstance(value, Parameter):
                variable = block.create_parameter(name=name, shape=list(value.values.shape), dtype=str(value.values.dtype))
                scope.var(name).get_tensor().set(value.values, paddle.CPUPlace())
            else:
                array = value.values if isinstance(value, Dynamic) else value
                shape = value.shape if isinstance(value, Dynamic) else list(array.shape)
                variable = paddle.static.data(name, shape, str(array.dtype))
                feeds.append(variable)
                arrays[name] = array
            slots[slot].append(variable)
    made, fetches = {}, []
    for text in outputs:      # "-Slot" is not fetched, "Slot:type" is not float32, "Slot*3" has 3 variables
        text, _, dtype = text.partition(":")
        text, _, count = text.partition("*")
        slot = text.lstrip("-")
        made[slot] = [block.create_var(name="%s_%d" % (slot.lower() + "_out", i), dtype=dtype or "float32")
                      for i in range(int(count or 1))]
        fetches += [] if text.startswith("-") else made[slot]
    if kind == "batch_norm":
        made.update(MeanOut=slots["Mean"], VarianceOut=slots["Variance"],
                    SavedMean=[block.create_var(name="saved_mean", dtype="float32")],
                    SavedVariance=[block.create_var(name="saved_variance", dtype="float32")])
    if kind in RELICS:
        made["XShape"] = [block.create_var(name="xshape", dtype="float32")]
    block.append_op(type=kind, inputs=slots, outputs=made, attrs=attributes)
    return feeds, arrays, fetches


def scrub(file):
    """Takes the call stacks, which hold paths of the machine, out of a program."""
    program = framework_pb2.ProgramDesc()
    with open(file, "rb") as f:
        program.ParseFromString(f.read())
    for op in program.blocks[0].ops:
        kept = [a for a in op.attrs if a.name != "op_callstack"]
        del op.attrs[:]
        op.attrs.extend(kept)
    program.ClearField("op_version_map")
    with open(file, "wb") as f:
        f.write(program.SerializeToString())


def make(folder, kind, inputs, outputs, attributes):
    exe = paddle.static.Executor(paddle.CPUPlace())
    scope, program = paddle.static.Scope(), paddle.static.Program()
    os.makedirs(folder)
    prefix = os.path.join(folder, "model")
    with paddle.static.scope_guard(scope), paddle.utils.unique_name.guard(), \
            paddle.static.program_guard(program, paddle.static.Program()):
        feeds, arrays, fetches = build(program.global_block(), scope, kind, inputs, outputs, attributes)
        paddle.static.save_inference_model(prefix, feeds, fetches, exe, program=program)
    scrub(prefix + ".pdmodel")
    with paddle.static.scope_guard(paddle.static.Scope()):
        program, names, targets = paddle.static.load_inference_model(prefix, exe)
        results = exe.run(program, feed=arrays, fetch_list=targets)
    golden = {"in/" + name: arrays[name] for name in names}
    golden.update({"out/%d" % i: np.asarray(result) for i, result in enumerate(results)})
    np.savez_compressed(os.path.join(folder, "golden.npz"), **golden)


def main(out_dir):
    paddle.enable_static()
    root = os.path.join(out_dir, "operators")
    shutil.rmtree(root, ignore_errors=True)
    for name, case in cases().items():
        make(os.path.join(root, name), *case)
    print(len(os.listdir(root)), "cases")


if __name__ == "__main__":
    main(*sys.argv[1:])
