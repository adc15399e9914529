import { useEffect, useRef } from "preact/hooks";
import { control, question } from "../store/controls.ts";

/** Asks before something that cannot be taken back. */
export function Question() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked !== undefined && dialog.current?.open === false) dialog.current.showModal();
  }, [asked]);
  if (asked === undefined) return null;
  const close = (): void => void (question.value = undefined);
  return (
    <dialog ref={dialog} class="question" aria-labelledby="question-text" onClose={close}>
      <p id="question-text">{asked.text}</p>
      <div class="buttons">
        <button type="button" autofocus onClick={() => dialog.current?.close()}>
          No
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            dialog.current?.close();
            void control(asked.control);
          }}
        >
          {asked.yes}
        </button>
      </div>
    </dialog>
  );
}
