// Everything that the module exports.
export { black76Row } from "./black76";
export { black76FilterRow } from "./black76Filter";
export { normals } from "./normals";
