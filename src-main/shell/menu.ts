// The program's menu, for three systems. What is Margrave's own is sent to the window as a command by name; the window
// knows whether it can be run now, and handles the keys itself. May import electron.
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The window's views in the order of its navigation; a test holds the two together. */
const views = [
  ['Overview', 'overview'],
  ['Positions', 'positions'],
  ['Scenarios', 'scenarios'],
  ['Margin', 'margin'],
  ['What-if', 'what-if'],
  ['Market', 'market'],
  ['Parameters', 'parameters'],
  ['Reports', 'reports'],
  ['Runs', 'runs'],
  ['Reconciliation', 'reconciliation'],
  ['Listed', 'listed'],
] as const;
/** Their keys, in the same order. */
const viewKeys = '1234567890L';

/** The menu as Electron takes it. `run` is given the name of a command of the window. */
export function menuTemplate(
  platform: NodeJS.Platform,
  run: (command: string) => void,
): MenuItemConstructorOptions[] {
  const command = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => run(name),
    // Shown beside the label; the window acts on the key.
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('New Book…', 'book.new', 'CmdOrCtrl+Shift+N'),
        command('Open Book…', 'book.open', 'CmdOrCtrl+O'),
        command('Open Sample Book', 'book.sample'),
        command('Open Recent…', 'book.recent', 'CmdOrCtrl+Shift+O'),
        line,
        command('Import Files…', 'book.import', 'CmdOrCtrl+I'),
        command('Report as PDF', 'report.pdf', 'CmdOrCtrl+P'),
        command('Verify Report…', 'report.verify'),
        line,
        command('Verify Book', 'book.verify'),
        command('Back Up Book', 'book.backup'),
        command('Close Book', 'book.close'),
        line,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        command('Undo Last Change of the Book', 'book.undo', 'CmdOrCtrl+Z'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        ...views.map(([label, name], index) => command(label, `go.${name}`, `Alt+${viewKeys[index]}`)),
        line,
        command('Compute Margin Again', 'margin.compute', 'F9'),
        command('Commands', 'window.palette', 'CmdOrCtrl+K'),
        command('Light or Dark', 'window.theme', 'CmdOrCtrl+Shift+L'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        command('How Each Rulebook Is Computed', 'window.methods', 'F1'),
        command('Keys', 'window.keys'),
        command('The Program’s Log', 'window.log'),
        line,
        command('About Margrave', 'window.about'),
      ],
    },
  ];
}

export function setMenu(platform: NodeJS.Platform, run: (command: string) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, run)));
}
