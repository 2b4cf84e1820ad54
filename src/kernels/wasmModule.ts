// The types of the library are those of browsers, which this project does not load.
interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => WebAssemblyMemory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

/** Where the tables of constants end; what a caller places begins here. */
export const tablesEnd = 16_384;

const pageBytes = 65_536;

/** The most memory that a module can have, tables included. */
export const memoryBytesMax = 65_536 * pageBytes;

/** What threads are shown. */
export type SharedMemory = WebAssemblyMemory;

/** A compiled module that has not been given a memory. */
export type CompiledModule = object & { readonly compiled?: never };

const api = (): WebAssemblyApi | undefined =>
  (globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;

/** @returns undefined where the machine has no vector instructions */
export function compiledModule(bytes: Uint8Array): CompiledModule | undefined {
  const webAssembly = api();
  return webAssembly?.validate(bytes) === true ? new webAssembly.Module(bytes) : undefined;
}

/**
 * The exports of a module over a memory of its own, which never grows.
 *
 * @param bytes    what the caller places after `tablesEnd`
 * @param isShared whether threads see it; the module must have been compiled for that
 */
export function instantiated<Exports>(
  module: CompiledModule,
  bytes: number,
  { isShared = false } = {},
): { exports: Exports; buffer: ArrayBuffer; memory: SharedMemory } {
  const webAssembly = api()!;
  const pages = Math.ceil((tablesEnd + bytes) / pageBytes);
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: isShared });
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  return { exports: exports as Exports, buffer: memory.buffer, memory };
}
