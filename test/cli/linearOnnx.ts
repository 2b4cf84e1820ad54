/**
 * ONNX files of a linear model, byte by byte: one Gemm node, `Y = X W + b`, in the protobuf wire format.
 *
 * Field numbers are those of onnx.proto3 (ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto).
 */
export interface LinearOnnx {
  /** [columns][outputs] */
  readonly weights: readonly (readonly number[])[];
  /** [outputs] */
  readonly bias: readonly number[];
  readonly output?: string;
  /** Rows that are taken at once; a name takes any number. */
  readonly batch?: number | string;
}

export function linearOnnx({ weights, bias, output = "quantile", batch = "n" }: LinearOnnx): Uint8Array {
  const [columns, outputs] = [weights.length, bias.length];
  const node = [
    ...["rows", "weights", "bias"].flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, "Gemm"),
  ];
  const graph = [
    ...message(1, node),
    ...text(2, "linear"),
    ...message(5, tensor("weights", [columns, outputs], weights.flat())),
    ...message(5, tensor("bias", [outputs], bias)),
    ...message(11, valueInfo("rows", [batch, columns])),
    ...message(12, valueInfo(output, [batch, outputs])),
  ];
  const [irVersion, opset] = [8, 13];
  return Uint8Array.from([...integer(1, irVersion), ...message(8, integer(2, opset)), ...message(7, graph)]);
}

const float32 = 1;

const tensor = (name: string, dims: readonly number[], values: readonly number[]): number[] => [
  ...dims.flatMap((length) => integer(1, length)),
  ...integer(2, float32),
  ...text(8, name),
  ...message(9, [...new Uint8Array(Float32Array.from(values).buffer)]),
];

function valueInfo(name: string, dims: readonly (number | string)[]): number[] {
  const lengths = dims.flatMap((dim) => message(1, typeof dim === "string" ? text(2, dim) : integer(1, dim)));
  const tensorType = [...integer(1, float32), ...message(2, lengths)];
  return [...text(1, name), ...message(2, message(1, tensorType))];
}

const integer = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const message = (field: number, bytes: readonly number[]): number[] => [
  ...varint((field << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
];
const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}
