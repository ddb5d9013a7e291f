/** Compiles only if the two types are the same, `any` and `unknown` included. */
export function same<Left, Right>(..._: Equal<Left, Right> extends true ? [] : [never]): void {}

type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
