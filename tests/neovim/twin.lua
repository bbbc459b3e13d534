-- lsp/customary.lua is also what nvim-lspconfig would carry, byte for byte: it keeps the rules that project
-- checks each of its configurations by, and works from a folder that holds nothing else of ours.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

local file = writer.config .. '/lsp/customary.lua'
local text = table.concat(vim.fn.readfile(file, 'b'), '\n')
local lines = vim.split(text, '\n', { plain = true })

local function keeps(rule, holds)
  assert(holds, 'nvim-lspconfig asks: ' .. rule)
end

local function source_rules()
  keeps('a name without dashes', not vim.fs.basename(file):find('-', 1, true))
  keeps('@brief in the first line', lines[1] == '---@brief')
  local starts = vim.iter(ipairs(lines)):find(function(_, line)
    return vim.startswith(line, 'return')
  end)
  keeps('the type on the line before what is returned', lines[starts - 1] == '---@type vim.lsp.Config')
  -- Each of these fails its lint, or is said in its CONTRIBUTING to be unwelcome.
  for _, word in ipairs({
    'nvim_create_user_command',
    'nvim_buf_create_user_command',
    'workspace.executeCommand',
    'is_descendant',
    'search_ancestors',
    'validate_bufnr',
    'single_file_support',
    'path%.dirname',
    'fn%.cwd',
    'lspconfig',
    'require',
  }) do
    keeps('no ' .. word, not text:find(word))
  end
  keeps('lines that end in LF, the last one too', not text:find('\r') and vim.endswith(text, '\n'))
  for number, line in ipairs(lines) do
    keeps(('line %d: 120 columns at most'):format(number), vim.fn.strdisplaywidth(line) <= 120)
    keeps(('line %d: no tab, no space at its end'):format(number), not line:find('\t') and not line:find('%s$'))
    keeps(('line %d: single quotes'):format(number), vim.startswith(line, '--') or not line:find('"', 1, true))
  end
end

-- What its generator of documentation makes the page of: the comment from @brief to the first blank line.
local function documentation()
  local page = {}
  for number = 2, #lines do
    local said = lines[number]:match('^%-%-%- ?(.*)$')
    if not said then
      break
    end
    page[#page + 1] = said
  end
  local fences, snippets = 0, {}
  for _, line in ipairs(page) do
    fences = fences + (vim.startswith(line, '```') and 1 or 0)
  end
  keeps('code blocks that are closed', fences % 2 == 0)
  for snippet in table.concat(page, '\n'):gmatch('```lua\n(.-)```') do
    snippets[#snippets + 1] = assert(loadstring(snippet), 'the documentation shows Lua that is none: ' .. snippet)
  end
  keeps('a page that says something', #page > 2 and page[1] == '' and page[2]:find('^Customary ') ~= nil)
  return snippets
end

local function values(config)
  local kinds = { cmd = 'table', filetypes = 'table', root_markers = 'table', before_init = 'function' }
  for key, value in pairs(config) do
    keeps(('%s is a %s'):format(key, tostring(kinds[key])), type(value) == kinds[key])
  end
  keeps('the minimum', config.cmd and config.filetypes and config.root_markers)
  -- What Neovim knows, what it gives a file without knowing more of it, and what plugins for these formats give.
  local known = vim.fn.getcompletion('', 'filetype')
  local given = table.concat(vim.fn.readfile(vim.env.VIMRUNTIME .. '/lua/vim/filetype.lua'), '\n')
  local plugins = {
    'mdx', 'markdown.mdx', 'asciidoctor', 'strings', 'fluent', 'htmljinja', 'twig', 'handlebars', 'mustache',
    'html.handlebars', 'blade', 'terraform-vars',
  }
  for _, filetype in ipairs(config.filetypes) do
    local named = given:find("'" .. filetype .. "'", 1, true) or given:find('"' .. filetype .. '"', 1, true)
    keeps(
      filetype .. ' is a type of file',
      vim.list_contains(known, filetype) or named or vim.list_contains(plugins, filetype)
    )
  end
  for _, list in ipairs({ config.cmd, config.root_markers }) do
    for _, entry in ipairs(list) do
      -- Lists within lists are for Neovim 0.11.3 and later.
      keeps('plain lists of text', type(entry) == 'string')
    end
  end
end

-- A Neovim that can be told to ask again pulls, one that cannot is sent what is found.
local function way_of_findings(config)
  for _, can in ipairs({ true, false }) do
    local capabilities = vim.lsp.protocol.make_client_capabilities()
    capabilities.workspace.diagnostics = { refreshSupport = can }
    config.before_init({ capabilities = capabilities })
    writer.same(can, capabilities.textDocument.diagnostic ~= nil, 'whether it pulls')
  end
end

writer.story(function()
  source_rules()
  local snippets = documentation()
  values(assert(loadfile(file))())
  way_of_findings(assert(loadfile(file))())

  -- As in a checkout of that project: the file in lsp/, and nothing else of ours on the runtime path.
  writer.put('checkout/lsp/customary.lua', text)
  vim.opt.runtimepath:remove(writer.config)
  vim.opt.runtimepath:prepend(writer.path('checkout'))
  writer.same(
    { writer.path('checkout/lsp/customary.lua') },
    vim.api.nvim_get_runtime_file('lsp/customary.lua', true),
    'the only configuration'
  )
  writer.same({ 'customary', 'lsp' }, vim.lsp.config.customary.cmd, 'it is found')

  -- The settings that its page shows do what it says.
  for _, run in ipairs(snippets) do
    run()
  end
  writer.put('notes/plain.txt', 'Our customers called.\n')
  local plain = writer.open('notes/plain.txt')
  writer.sees(plain, { { '1:5', 'customers', 'clients', 'info' } })
  writer.put('letters/customary.toml', 'prefer = "client"\n')
  writer.put('letters/spring.md', 'Our customers called.\n')
  local letter = writer.open('letters/spring.md')
  writer.same(writer.path('letters'), writer.client(letter).root_dir, 'the folder of the policy is the root')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  writer.point_at('customers')
  writer.choose('quickfix', '“clients”')
  writer.reads(letter, 'Our clients called.')
end)
