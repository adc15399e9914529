import { useLayoutEffect, useRef } from "preact/hooks";

/** What a node printed last: the end can be seen, also of what comes, until the reader goes up. */
export function Log({ text }: { readonly text: string }) {
  const block = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isAtEnd.current) block.current?.scrollTo(0, block.current.scrollHeight);
  }, [text]);
  return (
    <pre
      class="block log"
      ref={block}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
        (isAtEnd.current = scrollTop + clientHeight > scrollHeight - 4)
      }
    >
      {text}
    </pre>
  );
}
