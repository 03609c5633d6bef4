// core_sim: what is Verilated for the co-simulation: one neurocore, its array (the C model through
// DPI, or xbar_digital) and event taps. Simulation only.
`default_nettype none

module core_sim #(
  parameter WORD_LINES    = 128,
  parameter COLUMNS       = 128,
  parameter CONVERTERS    = 8,
  parameter CODE_BITS     = 8,
  parameter TILES         = 16,
  parameter MEMBRANE_BITS = 20,
  parameter WEIGHT_BITS   = 5,   // digital array
  parameter DIGITAL       = 0,
  // Derived; do not set.
  parameter PHASES        = COLUMNS / CONVERTERS,
  parameter INPUTS        = WORD_LINES / 2,
  parameter INPUT_WIDTH   = $clog2(INPUTS),
  parameter TILE_WIDTH    = TILES > 1 ? $clog2(TILES) : 1,
  parameter IN_WIDTH      = TILE_WIDTH + INPUT_WIDTH,
  parameter NEURON_WIDTH  = $clog2(COLUMNS),
  parameter PHASE_WIDTH   = PHASES > 1 ? $clog2(PHASES) : 1
) (
  input  wire                    clk_i,
  input  wire                    rst_i,
  input  wire [63:0]             ctx_i,
  input  wire                    trace_i,      // report every neuron and token
  input  wire                    report_i,     // report the counts
  output wire                    idle_o,
  output wire                    asleep_o,     // nothing changes until a token moves in or out
  // While no token moves, in_ready_o and out_valid_o hold for this many whole tile reads and, in a
  // sweep, this many cycles.
  output wire [TILE_WIDTH:0]     tiles_ahead_o,
  output wire [NEURON_WIDTH-1:0] cycles_ahead_o,

  input  wire                    cfg_we_i,
  input  wire [3:0]              cfg_addr_i,
  input  wire [31:0]             cfg_data_i,

  input  wire                    in_valid_i,
  output wire                    in_ready_o,
  input  wire                    in_last_i,
  input  wire                    in_eos_i,
  input  wire [IN_WIDTH-1:0]     in_addr_i,

  output wire                    out_valid_o,
  input  wire                    out_ready_i,
  output wire                    out_last_o,
  output wire                    out_eos_o,
  output wire [NEURON_WIDTH-1:0] out_addr_o,

  input  wire                    prog_valid_i,
  output wire                    prog_ready_o,
  input  wire [TILE_WIDTH-1:0]   prog_tile_i,
  input  wire [INPUT_WIDTH:0]    prog_word_line_i,
  input  wire [NEURON_WIDTH-1:0] prog_column_i,
  input  wire                    prog_polarity_i,
  input  wire [7:0]              prog_pulses_i
);

  wire                            drive, convert, ready, code_valid;
  wire [TILE_WIDTH-1:0]           tile;
  wire [INPUTS-1:0]               rows;
  wire [PHASE_WIDTH-1:0]          phase;
  wire [CONVERTERS*CODE_BITS-1:0] codes;
  wire                            prog, pulse, polarity, memory_read;
  wire [INPUT_WIDTH:0]            word_line;
  wire [NEURON_WIDTH-1:0]         column;

  neurocore #(
    .WORD_LINES(WORD_LINES), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS),
    .TILES(TILES), .MEMBRANE_BITS(MEMBRANE_BITS)
  ) u_core (
    .clk_i(clk_i), .rst_i(rst_i), .idle_o(idle_o),
    .cfg_we_i(cfg_we_i), .cfg_addr_i(cfg_addr_i), .cfg_data_i(cfg_data_i),
    .in_valid_i(in_valid_i), .in_ready_o(in_ready_o), .in_last_i(in_last_i),
    .in_eos_i(in_eos_i), .in_addr_i(in_addr_i),
    .out_valid_o(out_valid_o), .out_ready_i(out_ready_i), .out_last_o(out_last_o),
    .out_eos_o(out_eos_o), .out_addr_o(out_addr_o),
    .prog_valid_i(prog_valid_i), .prog_ready_o(prog_ready_o), .prog_tile_i(prog_tile_i),
    .prog_word_line_i(prog_word_line_i), .prog_column_i(prog_column_i),
    .prog_polarity_i(prog_polarity_i), .prog_pulses_i(prog_pulses_i),
    .xb_drive_o(drive), .xb_tile_o(tile), .xb_rows_o(rows), .xb_convert_o(convert),
    .xb_phase_o(phase), .xb_ready_i(ready), .xb_code_valid_i(code_valid), .xb_codes_i(codes),
    .xb_prog_o(prog), .xb_pulse_o(pulse), .xb_word_line_o(word_line), .xb_column_o(column),
    .xb_polarity_o(polarity)
  );

  // A core that waits for the link to take its token, with nothing else under way, stands still. Two
  // such cycles in a row let the last registers behind the controller settle.
  wire waiting = u_core.tx_busy && out_valid_o && !drive && !u_core.rx_busy && !prog
                 && (u_core.u_ctrl.state_q == 3'd0 && !u_core.step_valid
                     || u_core.u_ctrl.state_q == 3'd4);
  reg [1:0] waited_q;

  always @(posedge clk_i) waited_q <= {waited_q[0], waiting};

  assign asleep_o = idle_o || waiting && waited_q == 2'b11;

  wire walking = u_core.u_ctrl.state_q == 3'd1 || u_core.u_ctrl.state_q == 3'd2
                 || u_core.u_ctrl.state_q == 3'd3;
  wire holding = !u_core.tx_busy || out_valid_o;

  assign tiles_ahead_o  = walking && holding ? u_core.step_tiles - u_core.u_ctrl.index_q
                                             : {TILE_WIDTH+1{1'b0}};
  assign cycles_ahead_o = u_core.u_lif.run_q ? u_core.last_neuron - u_core.u_lif.n0_q
                                             : {NEURON_WIDTH{1'b0}};

  generate
    if (DIGITAL != 0) begin : g_digital
      xbar_digital #(
        .INPUT_WIDTH(INPUT_WIDTH), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS),
        .CODE_BITS(CODE_BITS), .TILES(TILES), .WEIGHT_BITS(WEIGHT_BITS)
      ) u_array (
        .clk_i(clk_i), .rst_i(rst_i),
        .drive_i(drive), .tile_i(tile), .rows_i(rows), .convert_i(convert), .phase_i(phase),
        .ready_o(ready), .code_valid_o(code_valid), .codes_o(codes),
        .pulse_i(pulse), .word_line_i(word_line), .column_i(column), .polarity_i(polarity)
      );
      assign memory_read = u_array.found_q;
      wire unused = prog;
    end else begin : g_analog
      xbar_dpi #(
        .TILE_WIDTH(TILE_WIDTH), .INPUTS(INPUTS), .ROW_WIDTH(INPUT_WIDTH + 1),
        .COLUMN_WIDTH(NEURON_WIDTH), .PHASE_WIDTH(PHASE_WIDTH),
        .CODES_WIDTH(CONVERTERS * CODE_BITS)
      ) u_array (
        .clk_i(clk_i), .rst_i(rst_i), .ctx_i(ctx_i),
        .drive_i(drive), .tile_i(tile), .rows_i(rows), .convert_i(convert), .phase_i(phase),
        .ready_o(ready), .code_valid_o(code_valid), .codes_o(codes),
        .prog_i(prog), .pulse_i(pulse), .word_line_i(word_line), .column_i(column),
        .polarity_i(polarity)
      );
      assign memory_read = 1'b0;
    end
  endgenerate

  core_taps #(
    .INPUTS(INPUTS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS), .NEURON_WIDTH(NEURON_WIDTH),
    .MEMBRANE_BITS(MEMBRANE_BITS)
  ) u_taps (
    .clk_i(clk_i), .rst_i(rst_i), .ctx_i(ctx_i), .trace_i(trace_i), .report_i(report_i),
    .token_in_i(in_valid_i && in_ready_o), .bitmap_write_i(u_core.u_rx.rmw_valid_q),
    .drive_i(drive), .rows_i(rows), .convert_i(convert),
    .accumulate_i(u_core.u_acc.valid_q), .codes_valid_i(code_valid),
    .codes_i(codes), .memory_read_i(memory_read),
    .sweep_i(u_core.u_lif.run_q), .neuron_valid_i(u_core.neuron_valid),
    .neuron_i(u_core.neuron), .v_i(u_core.u_lif.v3_q),
    .saturated_i(u_core.u_lif.saturated3_q), .spike_push_i(u_core.u_tx.push_i),
    .sweep_done_i(u_core.sweep_done),
    .token_out_i(out_valid_o && out_ready_i), .token_eos_i(out_eos_o),
    .token_addr_i(out_addr_o),
    .command_i(prog_valid_i && prog_ready_o), .prog_i(prog), .pulse_i(pulse)
  );

endmodule

`default_nettype wire
