/**
 * Several people who write the same into one document, before their pages know
 * of each other.
 */
import { YFile } from '@jupyter/ydoc';
import * as Y from 'yjs';
import type { IEdit } from '../engine/edit';
import { applyToFile } from './applyToFile';
import { writeEdits } from './writeEdits';

const RUN = 'x = asyncio.run(main())  # keep\n';
const AWAIT = 'x = await main()  # keep\n';
const TO_AWAIT = awaitAt(4, 22);

/**
 * The edits from `asyncio.run(…)` to `await …`.
 */
function awaitAt(from: number, end: number): IEdit[] {
  return [
    { cell: '', from, to: from + 12, insert: 'await ' },
    { cell: '', from: end, to: end + 1, insert: '' }
  ];
}

/**
 * A file that several people have open, and a network that can be held.
 */
class Room {
  constructor(text: string, people = 2) {
    for (let i = 0; i < people; i++) {
      const file = YFile.create();
      // The numbers decide; Yjs draws them.
      file.ydoc.clientID = i + 1;
      this.files.push(file);
    }
    const [first] = this.files;
    first.setSource(text);
    this.exchange();
    this.files.forEach(file => file.clearUndoHistory());
  }

  readonly files: YFile[] = [];

  /**
   * Tell each page once what the others know.
   *
   * @param order - Whose news comes first.
   */
  exchange(order: (files: YFile[]) => YFile[] = files => files): void {
    const updates = new Map(
      this.files.map(file => [file, Y.encodeStateAsUpdate(file.ydoc)])
    );
    for (const file of this.files) {
      for (const other of order([...this.files])) {
        if (other !== file) {
          Y.applyUpdate(file.ydoc, updates.get(other)!);
        }
      }
    }
  }

  /**
   * Let all pages come to rest.
   */
  async settle(order?: (files: YFile[]) => YFile[]): Promise<void> {
    for (let i = 0; i < 3; i++) {
      this.exchange(order);
      await Promise.resolve();
    }
  }

  get texts(): string[] {
    return this.files.map(file => file.getSource());
  }

  /**
   * The texts after each of these people has undone all they can.
   */
  async undoneBy(...people: number[]): Promise<string[]> {
    for (const i of people) {
      while (this.files[i].canUndo()) {
        this.files[i].undo();
      }
      await this.settle();
    }
    return this.texts;
  }
}

function all(text: string, room: Room): string[] {
  return room.files.map(() => text);
}

describe('writeEdits, where several people write the same at once', () => {
  it.each([2, 3, 4])('leaves it standing once: %s people', async people => {
    const room = new Room(RUN, people);
    for (const file of room.files) {
      applyToFile(file, TO_AWAIT, RUN);
    }
    await room.settle();
    expect(room.texts).toEqual(all(AWAIT, room));
    // Only the one whose change stands can take it back, and does so wholly.
    const others = room.files.map((_, i) => i).slice(1);
    expect(await room.undoneBy(...others)).toEqual(all(AWAIT, room));
    expect(await room.undoneBy(0)).toEqual(all(RUN, room));
  });

  it('whatever order the news comes in', async () => {
    const room = new Room(RUN, 3);
    for (const file of room.files) {
      applyToFile(file, TO_AWAIT, RUN);
    }
    await room.settle(files => files.reverse());
    expect(room.texts).toEqual(all(AWAIT, room));
  });

  it('keeps what each types elsewhere meanwhile', async () => {
    const room = new Room(RUN);
    const [ada, bob] = room.files;
    ada.updateSource(0, 0, '# hers\n');
    applyToFile(
      ada,
      TO_AWAIT.map(({ from, to, ...edit }) => ({
        ...edit,
        from: from + 7,
        to: to + 7
      })),
      `# hers\n${RUN}`
    );
    applyToFile(bob, TO_AWAIT, RUN);
    bob.updateSource(AWAIT.length, AWAIT.length, 'his = 1\n');
    await room.settle();
    expect(room.texts).toEqual(all(`# hers\n${AWAIT}his = 1\n`, room));
    expect(await room.undoneBy(1)).toEqual(all(`# hers\n${AWAIT}`, room));
    expect(await room.undoneBy(0)).toEqual(all(RUN, room));
  });

  it('keeps what each has typed right behind it', async () => {
    const room = new Room(RUN);
    for (const file of room.files) {
      applyToFile(file, TO_AWAIT, RUN);
      file.updateSource(10, 10, '(');
      file.updateSource(17, 17, ')');
    }
    await room.settle();
    expect(room.texts[0].match(/await /g)).toHaveLength(1);
    expect(room.texts[1]).toBe(room.texts[0]);
  });

  it.each([
    ['who stays does more', [0, 1]],
    ['who yields does more', [1, 0]]
  ])('leaves what both do standing once: %s', async (_, [more, less]) => {
    const two = 'asyncio.run(a())\nasyncio.run(b())\n';
    const room = new Room(two);
    const both = [...awaitAt(0, 15), ...awaitAt(17, 32)];
    applyToFile(room.files[more], both, two);
    applyToFile(room.files[less], both.slice(2), two);
    await room.settle();
    expect(room.texts).toEqual(all('await a()\nawait b()\n', room));
    // Nothing comes back that the other's change has removed.
    await room.undoneBy(1);
    expect(room.texts[0]).toMatch(/await b\(\)\n$/);
  });

  it('leaves different changes alone', async () => {
    const room = new Room('f()\n');
    const [ada, bob] = room.files;
    writeEdits(ada, [
      { text: ada, edits: [{ cell: '', from: 0, to: 0, insert: 'await ' }] }
    ]);
    writeEdits(bob, [
      { text: bob, edits: [{ cell: '', from: 0, to: 0, insert: 'x = ' }] }
    ]);
    await room.settle();
    expect(room.texts).toEqual(all('await x = f()\n', room));
  });

  it('leaves the same letters alone that another types behind them later', async () => {
    const room = new Room('f(\n');
    const edits = [{ cell: '', from: 2, to: 2, insert: ')' }];
    const [ada, bob] = room.files;
    // The one who would yield.
    applyToFile(bob, edits, 'f(\n');
    await room.settle();
    ada.updateSource(3, 3, ')');
    ada.updateSource(2, 2, ')');
    await room.settle();
    expect(room.texts).toEqual(all('f()))\n', room));
    expect(bob.canUndo()).toBe(true);
  });

  it('is no step of undo any more where another has taken it back by hand', async () => {
    const room = new Room(RUN);
    const [ada, bob] = room.files;
    applyToFile(ada, TO_AWAIT, RUN);
    await room.settle();
    bob.updateSource(16, 16, ')');
    bob.updateSource(4, 10, 'asyncio.run(');
    await room.settle();
    expect(await room.undoneBy(0)).toEqual(all(RUN, room));
  });
});
