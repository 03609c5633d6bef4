// flat_sim: the flat top of a small network with the same arrays and taps as core_sim, to prove
// that stitching Verilated classes changes no cycle. Simulation only.
`default_nettype none

module flat_sim #(
  parameter LAYERS        = 2,
  parameter [63:0] CORES  = 64'h0102,
  parameter WORD_LINES    = 128,
  parameter COLUMNS       = 128,
  parameter CONVERTERS    = 8,
  parameter CODE_BITS     = 8,
  parameter TILES         = 16,
  parameter MEMBRANE_BITS = 20,
  parameter WEIGHT_BITS   = 5,
  parameter DIGITAL       = 0,
  // Derived; do not set.
  parameter PHASES        = COLUMNS / CONVERTERS,
  parameter INPUTS        = WORD_LINES / 2,
  parameter INPUT_WIDTH   = $clog2(INPUTS),
  parameter TILE_WIDTH    = TILES > 1 ? $clog2(TILES) : 1,
  parameter NEURON_WIDTH  = $clog2(COLUMNS),
  parameter PHASE_WIDTH   = PHASES > 1 ? $clog2(PHASES) : 1,
  parameter N_CORES       = (LAYERS > 0 ? CORES[7:0] : 0)   + (LAYERS > 1 ? CORES[15:8] : 0)
                          + (LAYERS > 2 ? CORES[23:16] : 0) + (LAYERS > 3 ? CORES[31:24] : 0)
                          + (LAYERS > 4 ? CORES[39:32] : 0) + (LAYERS > 5 ? CORES[47:40] : 0)
                          + (LAYERS > 6 ? CORES[55:48] : 0) + (LAYERS > 7 ? CORES[63:56] : 0)
) (
  input  wire                    clk_i,
  input  wire                    rst_i,
  input  wire [64*N_CORES-1:0]   ctx_i,
  input  wire                    trace_i,
  input  wire                    report_i,
  output wire [N_CORES-1:0]      idle_o,
  output wire [N_CORES-1:0]      in_ready_o,
  output wire [N_CORES-1:0]      out_valid_o,

  input  wire                    cfg_we_i,
  input  wire [7:0]              cfg_core_i,
  input  wire [3:0]              cfg_addr_i,
  input  wire [31:0]             cfg_data_i,

  input  wire                    prog_valid_i,
  output wire                    prog_ready_o,
  input  wire [7:0]              prog_core_i,
  input  wire [TILE_WIDTH-1:0]   prog_tile_i,
  input  wire [INPUT_WIDTH:0]    prog_word_line_i,
  input  wire [NEURON_WIDTH-1:0] prog_column_i,
  input  wire                    prog_polarity_i,
  input  wire [7:0]              prog_pulses_i,

  input  wire                    host_valid_i,
  output wire                    host_ready_o,
  input  wire [31:0]             host_token_i,

  input  wire                    sink_stall_i,
  output wire                    sink_valid_o,
  output wire                    sink_first_o,
  output wire [17:0]             sink_token_o,
  output wire                    result_valid_o,
  output wire [5:0]              winner_o,
  input  wire [5:0]              count_class_i,
  output wire [15:0]             count_o
);

  localparam CODES     = CONVERTERS * CODE_BITS;
  localparam ROW_WIDTH = INPUT_WIDTH + 1;

  wire [N_CORES-1:0]              drive, convert, ready, code_valid, prog, pulse, polarity;
  wire [N_CORES*TILE_WIDTH-1:0]   tile;
  wire [N_CORES*INPUTS-1:0]       rows;
  wire [N_CORES*PHASE_WIDTH-1:0]  phase;
  wire [N_CORES*CODES-1:0]        codes;
  wire [N_CORES*ROW_WIDTH-1:0]    word_line;
  wire [N_CORES*NEURON_WIDTH-1:0] column;

  snn_flat #(
    .LAYERS(LAYERS), .CORES(CORES), .WORD_LINES(WORD_LINES), .COLUMNS(COLUMNS),
    .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS), .TILES(TILES),
    .MEMBRANE_BITS(MEMBRANE_BITS), .DIGITAL(DIGITAL), .WEIGHT_BITS(WEIGHT_BITS), .CLASSES(64)
  ) u_flat (
    .clk_i(clk_i), .rst_i(rst_i), .idle_o(idle_o),
    .cfg_we_i(cfg_we_i), .cfg_core_i(cfg_core_i), .cfg_addr_i(cfg_addr_i),
    .cfg_data_i(cfg_data_i),
    .prog_valid_i(prog_valid_i), .prog_ready_o(prog_ready_o), .prog_core_i(prog_core_i),
    .prog_tile_i(prog_tile_i), .prog_word_line_i(prog_word_line_i),
    .prog_column_i(prog_column_i), .prog_polarity_i(prog_polarity_i),
    .prog_pulses_i(prog_pulses_i),
    .host_valid_i(host_valid_i), .host_ready_o(host_ready_o), .host_token_i(host_token_i),
    .sink_stall_i(sink_stall_i), .sink_valid_o(sink_valid_o), .sink_first_o(sink_first_o),
    .sink_token_o(sink_token_o), .result_valid_o(result_valid_o), .winner_o(winner_o),
    .count_class_i(count_class_i), .count_o(count_o),
    .xb_drive_o(drive), .xb_tile_o(tile), .xb_rows_o(rows), .xb_convert_o(convert),
    .xb_phase_o(phase), .xb_ready_i(ready), .xb_code_valid_i(code_valid), .xb_codes_i(codes),
    .xb_prog_o(prog), .xb_pulse_o(pulse), .xb_word_line_o(word_line), .xb_column_o(column),
    .xb_polarity_o(polarity)
  );

  assign in_ready_o  = u_flat.in_ready;
  assign out_valid_o = u_flat.out_valid;

  genvar c;
  generate
    for (c = 0; c < N_CORES; c = c + 1) begin : g_core
      wire [INPUTS-1:0] core_rows = rows[c*INPUTS +: INPUTS];
      wire              memory_read;

      if (DIGITAL != 0) begin : g_digital
        assign ready[c]                = 1'b0;
        assign code_valid[c]           = 1'b0;
        assign codes[c*CODES +: CODES] = {CODES{1'b0}};
        assign memory_read = u_flat.g_core[c].g_digital.u_xbar.found_q;
      end else begin : g_analog
        xbar_dpi #(
          .TILE_WIDTH(TILE_WIDTH), .INPUTS(INPUTS), .ROW_WIDTH(ROW_WIDTH),
          .COLUMN_WIDTH(NEURON_WIDTH), .PHASE_WIDTH(PHASE_WIDTH), .CODES_WIDTH(CODES)
        ) u_array (
          .clk_i(clk_i), .rst_i(rst_i), .ctx_i(ctx_i[64*c +: 64]),
          .drive_i(drive[c]), .tile_i(tile[c*TILE_WIDTH +: TILE_WIDTH]), .rows_i(core_rows),
          .convert_i(convert[c]), .phase_i(phase[c*PHASE_WIDTH +: PHASE_WIDTH]),
          .ready_o(ready[c]), .code_valid_o(code_valid[c]), .codes_o(codes[c*CODES +: CODES]),
          .prog_i(prog[c]), .pulse_i(pulse[c]),
          .word_line_i(word_line[c*ROW_WIDTH +: ROW_WIDTH]),
          .column_i(column[c*NEURON_WIDTH +: NEURON_WIDTH]), .polarity_i(polarity[c])
        );
        assign memory_read = 1'b0;
      end

      core_taps #(
        .INPUTS(INPUTS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS), .NEURON_WIDTH(NEURON_WIDTH),
        .MEMBRANE_BITS(MEMBRANE_BITS)
      ) u_taps (
        .clk_i(clk_i), .rst_i(rst_i), .ctx_i(ctx_i[64*c +: 64]), .trace_i(trace_i),
        .report_i(report_i),
        .token_in_i(u_flat.in_valid[c] && u_flat.in_ready[c]),
        .bitmap_write_i(u_flat.g_core[c].u_core.u_rx.rmw_valid_q),
        .drive_i(drive[c]), .rows_i(core_rows), .convert_i(convert[c]),
        .accumulate_i(u_flat.g_core[c].u_core.u_acc.valid_q),
        .codes_valid_i(code_valid[c]), .codes_i(codes[c*CODES +: CODES]),
        .memory_read_i(memory_read),
        .sweep_i(u_flat.g_core[c].u_core.u_lif.run_q),
        .neuron_valid_i(u_flat.g_core[c].u_core.neuron_valid),
        .neuron_i(u_flat.g_core[c].u_core.neuron), .v_i(u_flat.g_core[c].u_core.u_lif.v3_q),
        .saturated_i(u_flat.g_core[c].u_core.u_lif.saturated3_q),
        .spike_push_i(u_flat.g_core[c].u_core.u_tx.push_i),
        .sweep_done_i(u_flat.g_core[c].u_core.sweep_done),
        .token_out_i(u_flat.out_valid[c] && u_flat.out_ready[c]),
        .token_eos_i(u_flat.g_core[c].eos), .token_addr_i(u_flat.g_core[c].addr),
        .command_i(prog_valid_i && u_flat.prog_ready[c]),
        .prog_i(prog[c]), .pulse_i(pulse[c])
      );
    end
  endgenerate

endmodule

`default_nettype wire
