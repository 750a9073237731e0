// Component tests share a page: what the window keeps in the browser, each test finds as a fresh user does.
import { afterEach } from 'vitest';

afterEach(() => localStorage.clear());
