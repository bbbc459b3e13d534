/**
 * Which documents are the server's: the languages that it reads, and policy files.
 */

import * as vscode from 'vscode';
import type { DocumentFilter } from 'vscode-languageclient/node';

/** The editor's names for the formats that the server reads. */
export const LANGUAGES = [
  'markdown',
  'plaintext',
  'mdx',
  'html',
  'xml',
  'xsl',
  'restructuredtext',
  'asciidoc',
  'latex',
  'tex',
  'typst',
  'org',
  'git-commit',
  'csv',
  'tsv',
  'json',
  'jsonl',
  'jsonc',
  'json5',
  'yaml',
  'dockercompose',
  'toml',
  'properties',
  'java-properties',
  'po',
  'arb',
  'strings',
  'resx',
  'fluent',
  'ftl',
  'jinja',
  'jinja-html',
  'django-html',
  'django-txt',
  'jinja2',
  'twig',
  'liquid',
  'erb',
  'handlebars',
  'mustache',
  'blade',
  'vue',
  'svelte',
  'rust',
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'go',
  'java',
  'kotlin',
  'scala',
  'c',
  'cpp',
  'cuda-cpp',
  'csharp',
  'swift',
  'ruby',
  'php',
  'lua',
  'shellscript',
  'sql',
  'css',
  'scss',
  'less',
  'terraform',
  'terraform-vars',
  'hcl',
  'opentofu',
  'opentofu-vars',
  'dockerfile',
  'makefile',
] as const;

/**
 * Where texts are that somebody writes. The left side of a comparison (`git:`), the output panel and
 * their like are not among them.
 */
const SCHEMES = ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'] as const;

const POLICY_NAMES = ['customary.toml', '.customary.toml'] as const;

export const POLICY_GLOB = `**/{${POLICY_NAMES.join(',')}}`;

export function documentSelector(): DocumentFilter[] {
  const texts = SCHEMES.flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language })));
  return [...texts, ...policySelector()];
}

export function policySelector(): DocumentFilter[] {
  return [{ scheme: 'file', pattern: POLICY_GLOB }];
}

export function isPolicy(uri: vscode.Uri): boolean {
  return POLICY_NAMES.some((name) => uri.path.endsWith(`/${name}`));
}

/** Whether the server is told of a document. */
export function isChecked(document: vscode.TextDocument): boolean {
  return vscode.languages.match(documentSelector() as vscode.DocumentSelector, document) > 0;
}
