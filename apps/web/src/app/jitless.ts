import { z } from 'zod';

// The content security policy forbids code made from strings, which zod would otherwise try to make.
z.config({ jitless: true });
