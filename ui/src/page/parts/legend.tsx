import { nodeStates } from "../../contract.ts";

/** Which colour is which state. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Colours of the states">
      {nodeStates.map((state) => (
        <li key={state}>
          <span class={`swatch back-${state}`} />
          {state}
        </li>
      ))}
    </ul>
  );
}
